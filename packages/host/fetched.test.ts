import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchedRefs } from './fetched.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetched-'));
  git('init', '-q', '-b', 'main');
});
afterEach(() => rmSync(folder, { recursive: true }));

let seconds = 0;

/** git by itself; every commit a second later than the one before. */
function git(...words: string[]): string {
  const date = `${1_795_000_000 + seconds++} +0000`;
  const person = { NAME: 'Test', EMAIL: 'test@example.invalid', DATE: date };
  const people = Object.entries(person).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(people),
  };
  return execFileSync('git', words, { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** A ref on a tree of files, as a move on GitHub leaves it; gives the commit. */
function state(
  ref: string,
  files: Record<string, string | Uint8Array>,
  message: string,
  parent?: string,
): string {
  const index = join(folder, '.git', 'index');
  rmSync(index, { force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    git('add', '-f', path);
  }
  const words = parent === undefined ? [] : ['-p', parent];
  const commit = git('commit-tree', git('write-tree'), ...words, '-m', message);
  git('update-ref', ref, commit);
  return commit;
}

const every = () => true;
const texts = (files: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));

test('every state that a ref reaches is read, newest first, with its digest and the files that are wanted', async () => {
  const first = state('refs/mlops/a/baseline', { 'record.json': 'one' }, 'set\n\nrecord: d1');
  state(
    'refs/mlops/a/baseline',
    { 'record.json': 'two', 'records/x.json': 'y', 'p.csv': '0' },
    'moved\n\nrecord: d2',
    first,
  );
  state('refs/mlops/b/store/2a96eec/train', { 'record.json': 'three' }, 'kept\n\nrecord: d3');
  const found = await fetchedRefs(folder).states((path) => path.endsWith('.json'));
  expect(found?.states.map(({ digest, files }) => [digest, texts(files)])).toEqual([
    ['d3', { 'record.json': 'three' }],
    ['d2', { 'record.json': 'two', 'records/x.json': 'y' }],
    ['d1', { 'record.json': 'one' }],
  ]);
});

test('other refs and branches are not read', async () => {
  state('refs/heads/main', { 'record.json': 'a branch' }, 'record: d1');
  state('refs/mlopsy/a', { 'record.json': 'another' }, 'record: d2');
  expect(await fetchedRefs(folder).states(every)).toEqual({ states: [], origin: false });
});

test('bytes come as they are, an empty file too, and of several lines the last names the record', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0, 10]);
  state('refs/mlops/a/x', { 'verdict.json': bytes, 'metrics.json': '' }, 'record: no\n\nrecord: d1');
  const [only] = (await fetchedRefs(folder).states(every))?.states ?? [];
  expect([only?.digest, only?.whole]).toEqual(['d1', true]);
  expect(Buffer.from(only?.files.get('verdict.json') ?? [])).toEqual(bytes);
  expect(only?.files.get('metrics.json')).toHaveLength(0);
});

test('a file that the repository lacks is left out, the rest is there', async () => {
  state('refs/mlops/a/x', { 'record.json': 'kept', 'verdict.json': 'lost' }, 'record: d1');
  const lost = git('hash-object', 'verdict.json');
  rmSync(join(folder, '.git/objects', lost.slice(0, 2), lost.slice(2)));
  const [only] = (await fetchedRefs(folder).states(every))?.states ?? [];
  expect(texts(only?.files ?? new Map())).toEqual({ 'record.json': 'kept' });
  expect(only?.whole).toBe(false);
});

test('a partial clone asks its remote for nothing, and says that files are missing', async () => {
  state('refs/mlops/a/x', { 'record.json': 'one' }, 'record: d1');
  git('config', 'uploadpack.allowFilter', 'true');
  const clone = mkdtempSync(join(tmpdir(), 'fetched-'));
  try {
    git('init', '-q', clone);
    git('-C', clone, 'remote', 'add', 'origin', `file://${folder}`);
    git('-C', clone, 'fetch', '-q', '--filter=blob:none', 'origin', 'refs/mlops/*:refs/mlops/*');
    const found = (await fetchedRefs(clone).states(every))?.states;
    expect(found).toEqual([{ digest: 'd1', files: new Map(), whole: false }]);
  } finally {
    rmSync(clone, { recursive: true });
  }
});

test('whether there is a remote to fetch from is said', async () => {
  git('remote', 'add', 'origin', 'https://example.invalid/a.git');
  expect(await fetchedRefs(folder).states(every)).toEqual({ states: [], origin: true });
});

test('outside of git there is nothing to say', async () => {
  rmSync(join(folder, '.git'), { recursive: true });
  const before = process.env['GIT_CEILING_DIRECTORIES'];
  process.env['GIT_CEILING_DIRECTORIES'] = tmpdir();
  try {
    expect(await fetchedRefs(folder).states(every)).toBeNull();
  } finally {
    if (before === undefined) delete process.env['GIT_CEILING_DIRECTORIES'];
    else process.env['GIT_CEILING_DIRECTORIES'] = before;
  }
});

test('a single ref is read as it was fetched, with all its files', async () => {
  const version = state(
    'refs/mlops/a/store/c1/evaluate',
    { 'record.json': 'one', 'records/x.json': 'before' },
    'kept\n\nrecord: d1',
  );
  const fetched = fetchedRefs(folder);
  const ref = await fetched.read('a', 'store/c1/evaluate');
  expect({ ...ref, files: texts(ref?.files ?? new Map()) }).toEqual({
    name: 'store/c1/evaluate',
    digest: 'd1',
    version,
    files: { 'record.json': 'one', 'records/x.json': 'before' },
  });
  expect(await fetched.read('a', 'champion')).toBeNull();
});

test('what origin has is fetched and followed; where it does not answer that is said, and without one there is nothing to say', async () => {
  const fetched = fetchedRefs(folder);
  expect(await fetched.fetch(10)).toBeNull();
  const theirs = mkdtempSync(join(tmpdir(), 'fetched-origin-'));
  const origin = (...words: string[]) => execFileSync('git', words, { cwd: theirs, encoding: 'utf8' }).trim();
  try {
    origin('init', '-q', '--bare');
    git('remote', 'add', 'origin', `file://${theirs}`);
    state('refs/mlops/a/champion', { 'record.json': 'one' }, 'set\n\nrecord: d1');
    git('push', '-q', 'origin', 'refs/mlops/*:refs/mlops/*');
    git('update-ref', '-d', 'refs/mlops/a/champion');
    expect(await fetched.fetch(60)).toBeNull();
    expect((await fetched.read('a', 'champion'))?.digest).toBe('d1');
    // made anew there: no child of what is here
    origin('update-ref', '-d', 'refs/mlops/a/champion');
    state('refs/mlops/b', { 'record.json': 'two' }, 'set\n\nrecord: d2');
    git('push', '-q', 'origin', 'refs/mlops/b:refs/mlops/a/champion');
    expect(await fetched.fetch(60)).toBeNull();
    expect((await fetched.read('a', 'champion'))?.digest).toBe('d2');
  } finally {
    rmSync(theirs, { recursive: true });
  }
  expect(await fetched.fetch(60)).toMatch(/^origin could not be asked: fatal: /);
});
