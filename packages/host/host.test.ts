import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openHost } from './host.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'host-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const open = (env: Record<string, string> = {}, looking = false) =>
  openHost({
    looking,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    root,
    workspace: root,
    permissions: {},
    action: 'train',
  });
const handlers = () => ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit'].map((signal) => process.listenerCount(signal));

test.each([
  [{}, 'local'],
  [{ MLOPS_HOST: 'local', GITHUB_ACTIONS: 'true' }, 'local'],
  [{ GITHUB_ACTIONS: 'true' }, 'github'],
  [{ MLOPS_HOST: 'github' }, 'github'],
])('%j is the host %s', async (env, kind) => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const host = await open(env);
  await host.close();
  expect(host.kind).toBe(kind);
});

test('another name of a host is a mistake', async () => {
  await expect(open({ MLOPS_HOST: 'gitlab' })).rejects.toThrow('MLOPS_HOST = "gitlab": is no host');
});

test('closing takes handlers, lock and temporary folders away', async () => {
  const before = handlers();
  const host = await open();
  const folder = await host.files.temporary('x');
  expect(handlers()).not.toEqual(before);
  await host.close();
  expect(handlers()).toEqual(before);
  expect([existsSync(folder), existsSync(join(root, '.mlops/lock'))]).toEqual([false, false]);
});

test('a second run in the folder is refused, and leaves nothing of itself', async () => {
  const first = await open();
  const before = handlers();
  await expect(open()).rejects.toThrow(`is held by process ${process.pid}`);
  expect(handlers()).toEqual(before);
  await first.close();
});

test.each([{}, { MLOPS_HOST: 'github' }])(
  'who only looks (%j) writes nothing, and needs no lock',
  async (env) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const before = handlers();
    const host = await open(env, true);
    writeFileSync(join(root, 'a.txt'), 'a');
    await host.digests.of('a.txt');
    host.results.output('name', 'value');
    await host.close();
    expect(readdirSync(root)).toEqual(['a.txt']);
    expect(handlers()).toEqual(before);
  },
);

test('a lock that somebody holds stops nobody who only looks, and stays theirs', async () => {
  const first = await open();
  await (await open({}, true)).close();
  expect(existsSync(join(root, '.mlops/lock'))).toBe(true);
  await first.close();
});

test('outputs are lines on stdout and a file; PATH and variables reach later commands', async () => {
  const lines: unknown[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(line) > 0);
  const host = await open();
  host.log.mask('hunter2');
  host.results.output('model-digest', 'abc');
  host.results.output('metrics', '{\n}');
  host.results.output('pw', 'hunter2');
  host.results.path('/first');
  host.results.variable('VIRTUAL_ENV', '/env');
  const { stdout } = await host.exec.script('echo "$PATH $VIRTUAL_ENV"', { cwd: root });
  await host.close();
  expect(lines).toEqual(['model-digest=abc\n', 'metrics="{\\n}"\n', 'pw=***\n']);
  expect(stdout).toMatch(/^\/first:.* \/env$/m);
  expect(JSON.parse(readFileSync(join(root, '.mlops/last/train.outputs.json'), 'utf8'))).toMatchObject({
    'model-digest': 'abc',
  });
  expect(readFileSync(join(root, '.mlops/.gitignore'), 'utf8')).toBe('*\n');
});

test('a laptop has no GitHub, and says so', async () => {
  const host = await open();
  await expect(host.github()).rejects.toThrow('GitHub: is asked for');
  await host.close();
});

test('a host that only looks takes no lock and leaves nothing in the folder, also while another run is at work', async () => {
  writeFileSync(join(root, 'some.txt'), 'some');
  const wish = { env: { MLOPS_HOST: 'local' }, root, workspace: root, permissions: {}, action: 'replay' };
  const looking = await openHost({ ...wish, looking: true });
  expect((await looking.digests.of('some.txt')).map(({ size }) => size)).toEqual([4]);
  await looking.close();
  expect(readdirSync(root)).toEqual(['some.txt']);
  const running = await open();
  await (await openHost({ ...wish, looking: true })).close();
  expect(existsSync(join(root, '.mlops/lock'))).toBe(true);
  await running.close();
});
