import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemProcesses } from './processes.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'processes-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const env = {
  PATH: process.env['PATH'],
  HOME: '/home/me',
  GITHUB_TOKEN: 'secret',
  INPUT_X: 'y',
  OWN: 'kept',
};
const opened = () => systemProcesses({ files: { root }, env });
const bash = (script: string) => ['bash', '-c', script] as const;
const options = () => ({ cwd: root, log: 'logs/one.log' });

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((next) => setTimeout(next, 10));
}

test('a process runs when it is let go, with its output in the log, and tells how it ended', async () => {
  const processes = opened();
  const lasting = await processes.start(bash('echo hello; echo "own $OWN"; echo bad >&2; exit 3'), options());
  expect(await processes.isAlive(lasting.id)).toBe(true);
  expect(readFileSync(join(root, 'logs/one.log'), 'utf8')).toBe('');
  await lasting.go();
  expect(await lasting.ended).toBe('ended with status 3; its last lines: hello | own kept | bad');
  expect(await processes.isAlive(lasting.id)).toBe(false);
  expect(await processes.end(lasting.id, 1_000)).toBe('gone');
});

test('its environment is what a child gets, or nothing but PATH and HOME', async () => {
  const processes = opened();
  const names = async (inherits: boolean) => {
    const log = `${inherits}.log`;
    const wish = { cwd: root, log, inherits, env: { MLOPS_PORT: '1' }, path: ['/first'] };
    const lasting = await processes.start(bash('/usr/bin/env'), wish);
    await lasting.go();
    await lasting.ended;
    const lines = readFileSync(join(root, log), 'utf8').trim().split('\n');
    expect(lines.find((line) => line.startsWith('PATH='))).toMatch(/^PATH=\/first:/);
    const own = lines
      .map((line) => line.split('=')[0] ?? '')
      .filter((name) => !/^(_|PWD|SHLVL|OLDPWD)$/.test(name));
    return own.sort();
  };
  expect(await names(true)).toEqual(['HOME', 'MLOPS_PORT', 'MLOPS_RUN', 'OWN', 'PATH', 'RUNNER_TRACKING_ID']);
  expect(await names(false)).toEqual(['HOME', 'MLOPS_PORT', 'MLOPS_RUN', 'PATH', 'RUNNER_TRACKING_ID']);
});

test('one that was not let go ends with the run that started it, and has done nothing', async () => {
  const module = JSON.stringify(join(import.meta.dirname, 'processes.ts'));
  const story = `
    const { systemProcesses } = await import(${module});
    const processes = systemProcesses({ files: { root: ${JSON.stringify(root)} }, env: process.env });
    const lasting = await processes.start(['touch', 'done'], { cwd: ${JSON.stringify(root)}, log: 'log' });
    process.stdout.write(JSON.stringify(lasting.id));
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', story]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  const id = JSON.parse(said);
  const processes = opened();
  for (let alive = true; alive; alive = await processes.isAlive(id)) await new Promise(setImmediate);
  expect(existsSync(join(root, 'done'))).toBe(false);
});

test('its whole group ends, and who does not listen is killed', async () => {
  const processes = opened();
  const script = 'trap "" TERM; (trap "" TERM; touch child; sleep 60) & touch leader; wait';
  const lasting = await processes.start(bash(script), options());
  await lasting.go();
  await until(() => existsSync(join(root, 'child')) && existsSync(join(root, 'leader')));
  expect(await processes.end(lasting.id, 100)).toBe('killed');
  expect(await lasting.ended).toContain('was ended by SIGKILL');
});

test('what its leader has left behind in the group ends too', async () => {
  const processes = opened();
  const lasting = await processes.start(bash('sleep 60 & touch left; exit 0'), options());
  await lasting.go();
  await lasting.ended;
  expect(await processes.isAlive(lasting.id)).toBe(false);
  expect(await processes.end(lasting.id, 1_000)).toBe('ended');
  expect(await processes.end(lasting.id, 1_000)).toBe('gone');
});

test('a process that was given the number of one that has gone is let be', async () => {
  const processes = opened();
  const lasting = await processes.start(bash('sleep 60'), options());
  await lasting.go();
  const other = { ...lasting.id, born: lasting.id.born.replace(/.$/, (last) => (last === '1' ? '2' : '1')) };
  const earlier = { ...lasting.id, born: 'another-boot/1' };
  for (const id of [other, earlier]) {
    expect(await processes.isAlive(id)).toBe(false);
    expect(await processes.end(id, 1_000)).toBe('gone');
  }
  expect(await processes.isAlive(lasting.id)).toBe(true);
  expect(await processes.end(lasting.id, 5_000)).toBe('ended');
});

test('a port that is taken says who holds it; one that is free says nothing', async () => {
  const processes = opened();
  const port = await processes.freePort();
  expect(await processes.taken(port)).toBe(null);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const words = spawnSync('ps', ['-o', 'args=', '-p', String(process.pid)], { encoding: 'utf8' }).stdout;
  const taken = await processes.taken(port);
  expect(taken).toMatch(new RegExp(`^is taken by process ${process.pid}( \\(.*\\))?$`));
  expect(words).toContain(/\((.{10})/.exec(taken ?? '')?.[1] ?? '');
  server.close();
});
