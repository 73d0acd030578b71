import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localContext } from './context.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(...words: string[]): string {
  const person = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.invalid' };
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...person };
  const committer = { GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.invalid' };
  return execFileSync('git', words, { cwd: folder, env: { ...env, ...committer }, encoding: 'utf8' }).trim();
}

function committed(): string {
  git('init', '-q', '-b', 'work');
  writeFileSync(join(folder, 'train.py'), 'print(1)\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  return git('rev-parse', 'HEAD');
}

const remote = (url = 'https://user:pass@github.com/acme/flights.git') => git('remote', 'add', 'origin', url);
const originHead = (branch: string) => {
  git('update-ref', `refs/remotes/origin/${branch}`, 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${branch}`);
};
const write = (path: string) => writeFileSync(join(folder, path), '');
const context = () => localContext(folder, 'run');
const trusted = async () => (await context()).trusted;

test('without a remote a clean commit on the only branch may move refs', async () => {
  const commit = committed();
  expect(await context()).toMatchObject({
    commit,
    branch: 'work',
    defaultBranch: 'work',
    dirty: false,
    repository: null,
  });
  expect(await trusted()).toEqual({ yes: true, because: 'a clean commit on work, no remote' });
});

test.each<[string, () => void, string | null]>([
  ['main', () => [committed(), git('branch', 'main')], 'main'],
  ['master', () => [committed(), git('branch', 'master')], 'master'],
  [
    'what init.defaultBranch names',
    () => [
      committed(),
      git('branch', 'main'),
      git('branch', 'trunk'),
      git('config', 'init.defaultBranch', 'trunk'),
    ],
    'trunk',
  ],
  ['not known', () => [committed(), git('branch', 'other')], null],
])('without a remote the default one of several branches is %s', async (_, prepare, branch) => {
  prepare();
  const { defaultBranch, trusted } = await context();
  expect(defaultBranch).toBe(branch);
  const because =
    branch === null
      ? 'none of the branches is known as the default one (git config init.defaultBranch <its name>)'
      : `work is not the default branch ${branch}`;
  expect(trusted).toEqual({ yes: false, because });
});

test('with a remote a clean commit on the branch that origin/HEAD names may', async () => {
  committed();
  remote();
  originHead('work');
  expect(await context()).toMatchObject({ repository: 'acme/flights', defaultBranch: 'work' });
  expect(await trusted()).toEqual({ yes: true, because: 'a clean commit on work' });
});

test.each<[string, () => void, string]>([
  ['outside of git', () => {}, 'there is no commit here'],
  ['before the first commit', () => git('init', '-q'), 'there is no commit here'],
  [
    'with a changed file',
    () => [committed(), writeFileSync(join(folder, 'train.py'), '')],
    'the checkout has changes that are not committed: train.py',
  ],
  [
    'with a new file',
    () => [committed(), writeFileSync(join(folder, 'new.py'), '')],
    'the checkout has changes that are not committed: new.py',
  ],
  [
    'with new files, in a folder too',
    () => [committed(), mkdirSync(join(folder, 'a b')), write('a b/x'), write('new.py'), write('old.py')],
    'the checkout has changes that are not committed: a b/ and 2 more',
  ],
  [
    'with a renamed file',
    () => [committed(), git('mv', 'train.py', 'fit it.py')],
    'the checkout has changes that are not committed: fit it.py',
  ],
  ['on no branch', () => [committed(), git('checkout', '-q', '--detach')], 'no branch is checked out'],
  [
    'on another branch than origin/HEAD',
    () => [committed(), remote(), originHead('main')],
    'work is not the default branch main',
  ],
  [
    'where origin/HEAD is not known',
    () => [committed(), remote()],
    'origin/HEAD names no default branch (git remote set-head origin --auto)',
  ],
])('%s no ref is moved, and it is said why', async (_, prepare, because) => {
  prepare();
  expect(await trusted()).toEqual({ yes: false, because });
});

test.each([
  ['git@github.com:acme/flights.git', 'acme/flights'],
  ['https://github.com/acme/flights', 'acme/flights'],
  ['ssh://git@github.com:22/acme/flights.git', 'acme/flights'],
  ['/srv/git/flights.git', null],
])('the repository of %s is %s', async (url, repository) => {
  committed();
  remote(url);
  expect((await context()).repository).toBe(repository);
});
