import { createHash } from 'node:crypto';
import { copyFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import type { Committed, CommitWish } from '#kit/ports';
import { commitReader } from './committed.ts';

let repository: Workspace;
beforeEach(() => {
  repository = Workspace.of();
});
afterEach(() => repository[Symbol.dispose]());

const all = (paths: readonly string[]) => paths;
const ask = (wish: Partial<CommitWish> & Pick<CommitWish, 'commit'>) =>
  commitReader(repository.path)({ folder: '', wanted: all, bytes: 'stored', ...wish });
const shown = (found: Committed) =>
  'files' in found
    ? Object.fromEntries(found.files.map(({ path, size, sha256 }) => [path, `${size} ${sha256}`]))
    : found;
const file = (content: string) =>
  `${Buffer.byteLength(content)} ${createHash('sha256').update(content).digest('hex')}`;

test('files of a commit have the digests of their bytes, whatever lies in the checkout since', async () => {
  const big = 'x\n'.repeat(200_000);
  repository.write({ 'train.py': 'one\n', 'lib/empty.py': '', 'data/big.txt': big });
  const commit = repository.commit('first');
  repository.write({ 'train.py': 'two\n' }).remove('lib');
  expect(shown(await ask({ commit }))).toEqual({
    'data/big.txt': file(big),
    'lib/empty.py': file(''),
    'train.py': file('one\n'),
  });
});

test('only what is wanted is read, below the project folder, by its path there', async () => {
  repository.write({
    'models/one/train.py': 'one\n',
    'models/one/a b\tc.py': 'odd\n',
    'train.py': 'other\n',
  });
  const commit = repository.commit('first');
  const wanted = (paths: readonly string[]) => paths.filter((path) => path !== 'train.py');
  expect(shown(await ask({ commit, folder: 'models/one', wanted }))).toEqual({ 'a b\tc.py': file('odd\n') });
});

test('links count as the file they lead to, folders not at all', async () => {
  repository.write({ 'lib/real.py': 'real\n' });
  symlinkSync('lib/real.py', join(repository.path, 'link.py'));
  symlinkSync('../link.py', join(repository.path, 'lib/twice.py'));
  symlinkSync('lib', join(repository.path, 'folder'));
  const commit = repository.commit('first');
  expect(shown(await ask({ commit }))).toEqual({
    'lib/real.py': file('real\n'),
    'lib/twice.py': file('real\n'),
    'link.py': file('real\n'),
  });
  symlinkSync('/etc/hostname', join(repository.path, 'out.py'));
  const worse = repository.commit('second');
  expect(await ask({ commit: worse })).toEqual({
    unknown: `commit ${worse.slice(0, 12)} holds a link that leads out of it`,
  });
});

test('line ends are those of a checkout where that is asked for', async () => {
  repository.write({ '.gitattributes': '*.py text eol=crlf\n', 'train.py': 'one\ntwo\n' });
  const commit = repository.commit('first');
  const wanted = () => ['train.py'];
  expect(shown(await ask({ commit, wanted }))).toEqual({ 'train.py': file('one\ntwo\n') });
  expect(shown(await ask({ commit, wanted, bytes: 'checked out' }))).toEqual({
    'train.py': file('one\r\ntwo\r\n'),
  });
});

test('more than the limit is not read', async () => {
  repository.write({ 'big.bin': 'x'.repeat(3_000_000) });
  const commit = repository.commit('first');
  expect(await ask({ commit, limit: 1_000_000 })).toEqual({
    unknown: `commit ${commit.slice(0, 12)} holds 3 MB of code, which were not read`,
  });
});

test('a commit says that it has submodules, below the project folder', async () => {
  using other = Workspace.of({ 'lib.py': 'one\n' });
  repository.write({ 'a/train.py': 'one\n', 'b/train.py': 'two\n' });
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.path, 'a/sub');
  const commit = repository.commit('first');
  expect(await ask({ commit, folder: 'a' })).toMatchObject({ submodules: true });
  expect(await ask({ commit, folder: 'b' })).toMatchObject({ submodules: false });
});

test.each([
  ['f'.repeat(40), 'commit ffffffffffff is not in this clone'],
  ['HEAD', 'commit HEAD is no commit'],
])('%s is not known, and it is said why', async (commit, unknown) => {
  repository.write({ a: 'a' }).commit('first');
  expect(await ask({ commit })).toEqual({ unknown });
});

test('a commit whose bytes do not give its name is not taken', async () => {
  repository.write({ a: 'a' });
  const [first, second] = [repository.commit('first'), repository.commit('second')];
  const place = (id: string) => join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
  rmSync(place(first));
  copyFileSync(place(second), place(first));
  expect(await ask({ commit: first })).toEqual({
    unknown: `commit ${first.slice(0, 12)} is damaged in this clone`,
  });
});

test('where there is no git, no commit is known', async () => {
  rmSync(join(repository.path, '.git'), { recursive: true });
  const commit = 'f'.repeat(40);
  expect(await ask({ commit })).toEqual({ unknown: 'commit ffffffffffff is not in this clone' });
});
