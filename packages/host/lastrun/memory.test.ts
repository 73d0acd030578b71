import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from '../files.ts';
import type { Invocation } from './invocation.ts';
import { keepRun, standingRun } from './memory.ts';
import { Witness } from './witness.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lastrun-'));
  git('init', '-q', '-b', 'main');
  write('mlops.yml', 'schema: 1\n');
  write('train.py', 'print(1)\n');
  write('.gitignore', 'data/\nout/\n.mlops/\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  write('data/a/rows.csv', '1,2\n');
  write('data/b.csv', '3,4\n');
  write('out/model', 'weights');
  write('out/sub/one', '');
  write('.mlops/records/one/record.json', '{}');
  write('.mlops/refs/m/baseline/@1/ref.json', '{}');
  write('.mlops/cache/m-key/entry.json', '{}');
  write('.mlops/env/e/bin/python', '#!');
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string) => join(root, path);

function write(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

function git(...words: string[]): void {
  const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  execFileSync('git', [...person, ...words], { cwd: root, stdio: 'ignore' });
}

const NOON = new Date('2031-05-05T12:00:00Z'); // after all that the tests write
const stream = { isTTY: false, columns: 80 };
const typed = (more: Partial<Invocation> = {}): Invocation => ({
  ...{ words: ['run'], env: { MODE: 'fast' }, cwd: root, stream, now: NOON, ...more },
});

/** A run that looks at the data, a parameter file that is not there, the model and an entry of the cache. */
async function performed(began = NOON, unchanged = true, env: Record<string, string> = {}) {
  const files = diskFiles({ root, workspace: root });
  const witness = new Witness(root, [at('mlops.yml')]);
  const ports = witness.beside({
    files,
    digests: {
      of: async () => [],
      summary: async () => ({ digest: '', files: 0, bytes: 0 }),
      ofFiles: async () => [],
    },
    cache: { restore: async () => true, save: async () => 'saved' },
    exec: { run: refuse, script: refuse },
    processes: { start: refuse, isAlive: refuse, end: refuse, freePort: refuse, taken: refuse },
    locks: { take: refuse },
    web: { ask: refuse },
    github: refuse,
  });
  witness.hear('▸ train');
  await ports.digests.of('data');
  await ports.files.exists('params.yml');
  await ports.files.names('out/sub');
  await ports.files.text('out/model');
  await ports.cache.restore('m-key', ['.mlops/cache/m-key']);
  const keep = (ending = { status: 0, closing: 'the end' }) =>
    keepRun(
      { witness, began, ending, unchanged: async () => unchanged },
      { place: { root, workspace: root, env }, invocation: typed() },
      files,
    );
  return { ports, keep, files };
}

const refuse = () => Promise.reject(new Error('not to be asked'));
const standing = (more: Partial<Invocation> = {}) =>
  standingRun<string>({ root, workspace: root, env: {} }, typed(more));

test('a run stands where nothing it saw has changed: with its words, its status and its end', async () => {
  const { keep } = await performed();
  expect(await keep({ status: 1, closing: 'failed' })).toBeNull();
  expect(await standing()).toEqual({
    time: NOON.toISOString(),
    said: ['▸ train'],
    ending: { status: 1, closing: 'failed' },
  });
});

test('an entry of the cache that it used counts as used now', async () => {
  const { keep } = await performed();
  await keep();
  await standing({ now: new Date('2031-05-05T12:59:00Z') });
  expect(statSync(at('.mlops/cache/m-key')).mtime.toISOString()).toBe('2031-05-05T12:59:00.000Z');
  expect(await standing()).not.toBeNull();
});

const moved = (from: string, to: string) => renameSync(at(from), at(to));
const gone = (path: string) => rmSync(at(path), { recursive: true });

/** The same size and the same mtime: the kernel's own ctime alone tells it. */
function rewritten(path: string): void {
  const { atime, mtime } = statSync(at(path));
  write(path, readFileSync(at(path), 'utf8').toUpperCase().split('').reverse().join(''));
  utimesSync(at(path), atime, mtime);
}

test.each<[string, () => unknown]>([
  ['a file of the data, its size and time set back', () => rewritten('data/a/rows.csv')],
  ['a file of the data more', () => write('data/new.csv', '')],
  ['a file of the data less', () => gone('data/b.csv')],
  ['a file of the data by another name', () => moved('data/b.csv', 'data/c.csv')],
  ['the data, a link now', () => [moved('data', 'elsewhere'), symlinkSync('elsewhere', at('data'))]],
  ['an output that it read', () => gone('out/model')],
  ['something where there was nothing', () => write('params.yml', '')],
  ['a name more in a folder whose names it read', () => write('out/sub/two', '')],
  ['a name less', () => gone('out/sub/one')],
  ['no such folder', () => gone('out/sub')],
  ['code', () => write('train.py', 'print(2)\n')],
  ['a file that git would see', () => write('notes.txt', '')],
  ['a commit', () => git('commit', '-q', '--allow-empty', '-m', 'second')],
  ['the branch', () => git('checkout', '-q', '-b', 'other')],
  ['a branch that is there too', () => git('branch', 'other')],
  ['how git converts files', () => write('.git/info/attributes', '*.py text\n')],
  ['a tag', () => git('tag', 'v1')],
  ['refs that are packed', () => git('pack-refs', '--all')],
  ['a remote', () => git('remote', 'add', 'origin', 'https://example.invalid/x.git')],
  ['a repository in the repository', () => execFileSync('git', ['init', '-q', at('nested')])],
  ['a record', () => write('.mlops/records/two/record.json', '{}')],
  ['a record, changed', () => rewritten('.mlops/records/one/record.json')],
  ['a record less', () => gone('.mlops/records/one')],
  ['a ref', () => write('.mlops/refs/m/baseline/@2/ref.json', '{}')],
  ['an entry of the cache that it used', () => write('.mlops/cache/m-key/entry.json', '{"poisoned":1}')],
  ['an entry of the cache more', () => write('.mlops/cache/m-other/entry.json', '{}')],
  ['an environment more', () => write('.mlops/env/f/bin/python', '')],
  ['a run at work', () => write('.mlops/lock', '{}')],
  [
    'a memory that is cut off',
    () => write('.mlops/last/run.json', readFileSync(at('.mlops/last/run.json'), 'utf8').slice(0, 200)),
  ],
  ['a memory of another format', () => write('.mlops/last/run.json', '{"format":0}')],
  ['no memory', () => gone('.mlops/last/run.json')],
])('it does not stand with %s', async (_, change) => {
  const { keep } = await performed();
  expect(await keep()).toBeNull();
  await change();
  expect(await standing()).toBeNull();
});

test('it does not stand where git ignores from now on what it did not', async () => {
  write('notes.txt', '');
  const { keep } = await performed();
  await keep();
  expect(await standing()).not.toBeNull();
  write('.git/info/exclude', 'notes.txt\n');
  expect(await standing()).toBeNull();
});

test.each<[string, Partial<Invocation>]>([
  ['other words', { words: ['run', 'train'] }],
  ['another folder', { cwd: '/elsewhere' }],
  ['another value of a variable', { env: { MODE: 'slow' } }],
  ['a variable more', { env: { MODE: 'fast', MORE: '' } }],
  ['a terminal', { stream: { isTTY: true, columns: 80 } }],
  ['another hour', { now: new Date('2031-05-05T13:00:00Z') }],
])('it does not stand for %s', async (_, more) => {
  const { keep } = await performed();
  await keep();
  expect(await standing(more)).toBeNull();
});

test.each<[string, () => unknown]>([
  ['an environment that it did not look into', () => write('.mlops/env/e/bin/python', '#!/bin/sh')],
  ['a file whose name alone it read', () => write('out/sub/one', 'content')],
  ['drafts', () => write('.mlops/tmp/draft', '')],
  ['what git ignores and it did not look at', () => write('out/other', '')],
])('it stands beside %s', async (_, change) => {
  const { keep } = await performed();
  await keep();
  await change();
  expect(await standing()).not.toBeNull();
});

test('it stands in another shell', async () => {
  const { keep } = await performed();
  await keep();
  const env = { MODE: 'fast', SHLVL: '3', _: '/usr/bin/mlops', OLDPWD: '/' };
  expect(await standing({ env })).not.toBeNull();
});

type Ports = Awaited<ReturnType<typeof performed>>['ports'];

test.each<[string, (ports: Ports) => unknown]>([
  ['exec', ({ exec }) => exec.run(['true'], { cwd: root })],
  ['processes', ({ processes }) => processes.freePort()],
  ['locks', ({ locks }) => locks.take('.mlops/l')],
  ['web', ({ web }) => web.ask({ method: 'GET', url: 'https://example.invalid', seconds: 1, bytes: 1 })],
  ['github', ({ github }) => github()],
  ['files.remove', ({ files }) => files.remove('out/model')],
  ['files.move', ({ files }) => files.move('out/model', 'out/m')],
  ['files.link', ({ files }) => files.link('out/model', 'out/m')],
  ['files.folder', ({ files }) => files.folder('out/m')],
  ['files.temporary', ({ files }) => files.temporary('x')],
  ['files.free', ({ files }) => files.free('.')],
  ['files.append', ({ files }) => files.append('out/m', (async function* () {})())],
  ['files.list', ({ files }) => files.list('.', () => true)],
  ['cache.save', ({ cache }) => cache.save('k', [])],
])('a run that used %s is not kept', async (what, use) => {
  const { ports, keep, files } = await performed();
  await Promise.resolve(use(ports)).catch(() => undefined);
  expect(await keep()).toBe(`it used ${what}`);
  expect(await files.exists('.mlops/last/run.json')).toBeNull();
});

const LATE = /changed meanwhile or just before/;

test.each<[string, (ports: Ports) => unknown]>([
  ['wrote a file', ({ files }) => files.write('out/new', 'bytes')],
  ['copied a file', ({ files }) => files.copy('out/model', 'out/copy')],
  ['wrote in its state', ({ files }) => files.write('.mlops/comment.md', 'text')],
  ['lost a file of its state', () => gone('.mlops/records/one/record.json')],
  ['lost a file of the data', () => gone('data/a/rows.csv')],
  ['lost what it had read', () => gone('out/model')],
  ['saw a commit come', () => git('commit', '-q', '--allow-empty', '-m', 'second')],
])('a run that %s is not kept', async (_, change) => {
  // what the test made is older than the run
  await new Promise((resolve) => setTimeout(resolve, 150));
  const { ports, keep } = await performed(new Date());
  await change(ports);
  expect(await keep()).toMatch(LATE);
});

test('a run that missed something is kept, whatever else came and went there', async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const { keep } = await performed(new Date());
  write('other', '');
  gone('other');
  expect(await keep()).toBeNull();
});

test('a run that wrote again what is there is kept', async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const { ports, keep } = await performed(new Date());
  await ports.files.write('out/model', 'weights');
  await ports.files.copy('out/model', 'out/model');
  expect(await keep()).toBeNull();
});

test('a run is not kept where git tells something else than when it began', async () => {
  const { keep } = await performed(NOON, false);
  expect(await keep()).toMatch(LATE);
});

test.each<[string, () => unknown]>([
  ['a configuration that includes another', () => write('.git/config', '[include]\n\tpath = other\n')],
  ['submodules', () => write('.gitmodules', '')],
  [
    'a configuration of its worktree that includes another',
    () => write('.git/config.worktree', '[includeIf "gitdir:x"]\n\tpath = other\n'),
  ],
])('a run in a repository with %s is not kept', async (_, prepare) => {
  await prepare();
  const { keep } = await performed();
  expect(await keep()).toMatch(LATE);
});

test('a run of a repository that a variable names is not kept', async () => {
  const { keep } = await performed(NOON, true, { GIT_DIR: at('.git') });
  expect(await keep()).toMatch(LATE);
});

test('nor is one of a user whose configuration includes another', async () => {
  write('out/own', '[Include]\n\tpath = other\n');
  const { keep } = await performed(NOON, true, { GIT_CONFIG_GLOBAL: at('out/own') });
  expect(await keep()).toMatch(LATE);
});

test.each(['records', 'records/one'])(
  'a run with %s of its state behind a link is not kept',
  async (path) => {
    moved(`.mlops/${path}`, 'out/elsewhere');
    symlinkSync(at('out/elsewhere'), at(`.mlops/${path}`));
    const { keep } = await performed();
    expect(await keep()).toMatch(LATE);
  },
);

test('a cache behind a link is looked at there', async () => {
  moved('.mlops/cache', 'out/cache');
  symlinkSync(at('out/cache'), at('.mlops/cache'));
  const { keep } = await performed();
  expect(await keep()).toBeNull();
  expect(await standing()).not.toBeNull();
  write('out/cache/m-other/entry.json', '{}');
  expect(await standing()).toBeNull();
});

test('what cannot be written down is no fault of the run', async () => {
  const { keep } = await performed();
  write('.mlops/last', 'a file where the folder should be');
  expect(await keep()).toContain('.mlops/last');
});

test('outside of git a run stands by the files it looked at', async () => {
  gone('.git');
  const { keep } = await performed();
  expect(await keep()).toBeNull();
  expect(await standing()).not.toBeNull();
  write('out/model', 'other weights');
  expect(await standing()).toBeNull();
});
