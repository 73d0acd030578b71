import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChild } from '#harness/child';
import { Workspace } from '#harness/workspace';

const script = join(import.meta.dirname, '../scripts/vectors.ts');
const fixtures = join(import.meta.dirname, '../packages/judge/kayenta/fixtures');
const vectors = (...folders: string[]) =>
  runChild([process.execPath, script, ...folders], { cwd: import.meta.dirname, env: {} });

test('vectors that hold: how many passed, exit status 0', async () => {
  const { status, stdout } = await vectors(fixtures);
  expect(stdout).toMatch(/^\d+ passed, 0 failed; \d+ randomised left out\n$/);
  expect(status).toBe(0);
});

test('one line a failure with what was expected and got, and exit status 1', async () => {
  const one = { kind: 'normal_quantile', input: { p: 0.5 } };
  const cases = [
    { id: 'wrong', ...one, expected: { value: 3 } },
    { id: 'right', ...one, expected: { value: 0 } },
    { id: 'strange', kind: 'magic', input: {}, expected: { value: 1 } },
    { id: 'random', kind: 'magic', input: {}, expected: {}, randomised: true },
  ];
  using folder = new Workspace();
  folder.write({ 'cases.json': JSON.stringify({ cases }) });
  const { status, stdout } = await vectors(folder.path);
  expect(stdout.split('\n')).toEqual([
    'wrong value: expected 3, got 0',
    'strange: expected {"value":1}, got no function for kind magic',
    '1 passed, 2 failed; 1 randomised left out',
    '',
  ]);
  expect(status).toBe(1);
});
