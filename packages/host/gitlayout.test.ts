import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { branchNames, isShallow } from './git.ts';
import { writtenBranches, writtenShallow } from './gitlayout.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'layout-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function git(place: string, ...words: string[]): string {
  const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  return execFileSync('git', [...person, ...words], { cwd: join(home, place), encoding: 'utf8' }).trim();
}

function repository(): string {
  git('.', 'init', '-q', '-b', 'main', 'here');
  for (const message of ['first', 'second']) git('here', 'commit', '-q', '--allow-empty', '-m', message);
  git('here', 'branch', 'feature/näh');
  return join(home, 'here');
}

/** As git says it. */
const asked = (place: string) =>
  git(place, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads').split('\n');

test.each<[string, () => void]>([
  ['as files', () => {}],
  ['packed', () => git('here', 'pack-refs', '--all')],
  ['packed, and one moved since', () => [git('here', 'pack-refs', '--all'), git('here', 'branch', 'late')]],
  [
    'packed, and one removed since',
    () => [git('here', 'pack-refs', '--all'), git('here', 'branch', '-d', 'feature/näh')],
  ],
])('branches that lie there %s are those that git lists', async (_, prepare) => {
  const folder = repository();
  prepare();
  expect(writtenBranches(folder)).toEqual(asked('here'));
  expect(await branchNames(folder)).toEqual(asked('here'));
});

test.each<[string, (folder: string) => void]>([
  ['reftables', () => git('here', 'config', 'extensions.refStorage', 'reftable')],
  ['a configuration that includes another', () => git('here', 'config', 'include.path', '/nowhere')],
])('%s are asked of git', (_, prepare) => {
  const folder = repository();
  prepare(folder);
  expect(writtenBranches(folder)).toBeNull();
});

test('a worktree and a folder below the repository say nothing: git is asked', async () => {
  repository();
  git('here', 'worktree', 'add', '-q', '../beside');
  expect(writtenBranches(join(home, 'beside'))).toBeNull();
  expect(writtenShallow(join(home, 'beside'))).toBeNull();
  expect(await branchNames(join(home, 'beside'))).toEqual(asked('here'));
  expect(await isShallow(join(home, 'beside'))).toBe(false);
});

test('a shallow clone is told from a whole one, and a folder without git tells nothing', async () => {
  const folder = repository();
  git('.', 'clone', '-q', '--depth', '1', `file://${folder}`, 'shallow');
  expect([writtenShallow(folder), writtenShallow(join(home, 'shallow'))]).toEqual([false, true]);
  expect([await isShallow(folder), await isShallow(join(home, 'shallow'))]).toEqual([false, true]);
  expect([await isShallow(home), await branchNames(home)]).toEqual([true, []]);
});
