import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Mistake } from '#kit/outcome';
import { endStragglers } from '../stragglers.ts';
import { openLocal } from './host.ts';

vi.mock('../stragglers.ts', async (original) => ({
  ...(await original<object>()),
  endStragglers: vi.fn(async () => 0),
}));

const DEAD = {
  pid: 2 ** 30,
  host: hostname(),
  since: '2026-01-02T03:04:05.678Z',
  born: '1',
  id: 'of-the-dead',
};
const PROBLEM = { subject: 'process 7', what: 'does not end', remedy: 'End it.' };

let root: string;
let lock: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stragglers-'));
  lock = join(root, '.mlops', 'lock');
  mkdirSync(join(root, '.mlops'));
  writeFileSync(lock, JSON.stringify(DEAD));
});
afterEach(() => rmSync(root, { recursive: true }));

const open = () => openLocal({ root, workspace: root, env: {}, permissions: {}, action: 'train' });

test('where what a killed run left does not end, the next run looks for it again', async () => {
  vi.mocked(endStragglers).mockRejectedValueOnce(new Mistake(PROBLEM));
  await expect(open()).rejects.toThrow(Mistake);
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toEqual(DEAD);
  const host = await open();
  expect(vi.mocked(endStragglers).mock.calls).toEqual([
    [`20260102T030405678Z-${DEAD.pid}`],
    [`20260102T030405678Z-${DEAD.pid}`],
  ]);
  await host.close();
  expect(existsSync(lock)).toBe(false);
});
