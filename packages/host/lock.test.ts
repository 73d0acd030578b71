import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, '.mlops/lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const since = new Date('2026-01-02T03:04:05Z');
const nothing = () => {};
const deadPid = () => spawnSync('true').pid;

async function left(holder: unknown): Promise<void> {
  await (await takeLock(path, since, nothing))();
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
}

test('a second run is refused with the PID of the first and since when', async () => {
  const release = await takeLock(path, since, nothing);
  await expect(takeLock(path, new Date(), nothing)).rejects.toThrow(
    `is held by process ${process.pid} since 2026-01-02T03:04:05.000Z: another run works in this folder`,
  );
  await release();
  expect(readdirSync(join(folder, '.mlops'))).toEqual([]);
});

test('after it was released the next run gets it', async () => {
  await (await takeLock(path, since, nothing))();
  await (await takeLock(path, since, nothing))();
});

test.each<[string, () => unknown]>([
  [
    'of a process that is no more',
    () => ({ pid: deadPid(), host: hostname(), since: 'earlier', born: null, id: 'a' }),
  ],
  [
    'whose PID was given to another process',
    () => ({ pid: process.pid, host: hostname(), since: 'earlier', born: '1', id: 'a' }),
  ],
  ['that nobody can read', () => '{"pid":'],
  ['that is empty', () => ''],
])('a lock %s is taken over, and said so', async (_, holder) => {
  await left(holder());
  const said: string[] = [];
  const release = await takeLock(path, since, (text) => said.push(text));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('which is no more');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  await release();
  expect(readdirSync(join(folder, '.mlops'))).toEqual([]);
});

test('a lock of another machine is never taken over', async () => {
  await left({ pid: 1, host: 'elsewhere', since: '2026-01-01', born: null, id: 'a' });
  await expect(takeLock(path, since, nothing)).rejects.toThrow(
    'is held by process 1 on elsewhere since 2026-01-01',
  );
});

test('where no file can be written is a mistake that names the lock', async () => {
  writeFileSync(join(folder, '.mlops'), '');
  await expect(takeLock(path, since, nothing)).rejects.toThrow(
    `${path}: has a file where a folder should be. Check the path.`,
  );
});

test('releasing leaves the lock of somebody else alone', async () => {
  const release = await takeLock(path, since, nothing);
  writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', since: '', id: 'b' }));
  await release();
  expect(existsSync(path)).toBe(true);
});

/** Processes that all try to take the lock of a dead one at once, and hold it for a while. */
function contender(): Promise<string> {
  const story = `
    const { takeLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
    try {
      await takeLock(${JSON.stringify(path)}, new Date(), () => {});
      process.stdout.write('taken');
      setTimeout(() => process.exit(), 1500);
    } catch (error) {
      process.stdout.write(error.name);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', story], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once('close', () => resolve(said)));
}

test('of many that find a dead lock one takes it over; its end releases it', async () => {
  await left({ pid: deadPid(), host: hostname(), since: 'earlier', born: null, id: 'a' });
  const said = await Promise.all(Array.from({ length: 6 }, contender));
  expect(said.sort()).toEqual(['Mistake', 'Mistake', 'Mistake', 'Mistake', 'Mistake', 'taken']);
  expect(readdirSync(join(folder, '.mlops'))).toEqual([]);
}, 20_000);
