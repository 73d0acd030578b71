import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recentCommits } from './commits.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commits-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(place: string, ...words: string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...{ GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.invalid' },
    ...{ GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.invalid' },
  };
  return execFileSync('git', words, { cwd: join(folder, place), env, encoding: 'utf8' }).trim();
}

/** A repository with commits on `main`; their ids, oldest first. */
function repository(count: number): string[] {
  git('.', 'init', '-q', '-b', 'main', 'here');
  return Array.from({ length: count }, (_, n) => {
    git('here', 'commit', '-q', '--allow-empty', '-m', `${n}`);
    return git('here', 'rev-parse', 'HEAD');
  });
}

test('the newest commits of the branch, newest first, whatever is checked out', async () => {
  const ids = repository(4);
  git('here', 'checkout', '-q', '-b', 'work');
  git('here', 'commit', '-q', '--allow-empty', '-m', 'elsewhere');
  expect(await recentCommits(join(folder, 'here'), 'main', 3)).toEqual(ids.toReversed().slice(0, 3));
  expect(await recentCommits(join(folder, 'here'), 'main', 100)).toEqual(ids.toReversed());
});

test('a branch that only the remote has counts', async () => {
  const ids = repository(2);
  git('.', 'clone', '-q', 'here', 'clone');
  git('clone', 'checkout', '-q', '-b', 'work');
  git('clone', 'branch', '-q', '-D', 'main');
  expect(await recentCommits(join(folder, 'clone'), 'main', 9)).toEqual(ids.toReversed());
});

test('a shallow clone, a branch nobody knows and a folder without git tell of none', async () => {
  repository(3);
  git('.', 'clone', '-q', '--depth', '1', `file://${join(folder, 'here')}`, 'shallow');
  expect(await recentCommits(join(folder, 'shallow'), 'main', 9)).toEqual([]);
  expect(await recentCommits(join(folder, 'here'), 'elsewhere', 9)).toEqual([]);
  expect(await recentCommits(join(folder, 'here'), null, 9)).toEqual([]);
  expect(await recentCommits(folder, 'main', 9)).toEqual([]);
});
