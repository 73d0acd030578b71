import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FakeGitHub } from '#harness/github';
import { Workspace } from '#harness/workspace';
import { openApi } from '#host/github/api';
import { recentCommits } from '#host/github/commits';
import { gitRefs } from '#host/github/refs';
import type { GitHub, Ref, RefChange, Refs } from '#kit/ports';
import { advance, type Patience } from '#stage/advance';

/** Refs on GitHub through the real client, on a fake whose git lies in memory, and on one whose git is the real one. */
const KINDS = [['memory'], ['real']] as const;

function clientOf(github: FakeGitHub): Promise<GitHub> {
  const token = github.token({ permissions: { contents: 'write' } });
  const log = { debug() {} };
  const cancelled = new AbortController().signal;
  return openApi({ token, baseUrl: github.url, repository: 'org/flights', permissions: {}, log, cancelled });
}

const refsOf = (github: FakeGitHub): Refs => {
  const client = clientOf(github);
  return gitRefs(() => client);
};

const to = (digest: string, ...paths: string[]): RefChange => {
  const files = new Map(paths.map((path) => [path, Buffer.from(`content of ${path}`)]));
  return { digest, files, message: `evaluate of flights: ${digest}` };
};

const WRITERS = 8;
const TIMES = 3;
const all = Array.from({ length: WRITERS * TIMES }, (_, n) => `w${Math.floor(n / TIMES)}-${n % TIMES}`);

/** GitHub is further away than this one: a fifth of the pauses does. */
const HASTY: Patience = { pause: (milliseconds) => sleep(milliseconds / 5), random: () => Math.random() };

/** A writer with a client of its own, which adds its files one by one to what is there. */
async function write(github: FakeGitHub, id: number): Promise<void> {
  const refs = refsOf(github);
  for (let done = 0; done < TIMES; done++) {
    const mine = `w${id}-${done}`;
    const next = (before: Ref | null) => to(mine, ...(before?.files.keys() ?? []), mine);
    await advance(refs, 'flights', 'champion', next, HASTY);
  }
}

/** Lets eight writers at it at once; nothing of theirs may be lost, and they must have met. */
async function compete(github: FakeGitHub): Promise<void> {
  await Promise.all(Array.from({ length: WRITERS }, (_, id) => write(github, id)));
  const ref = await refsOf(github).read('flights', 'champion');
  expect([...(ref?.files.keys() ?? [])].sort()).toEqual(all);
  expect(github.violations).toEqual([]);
  const tries = github.requests.filter((line) => /^(POST|PATCH) \S+\/git\/refs(\/|$)/.test(line));
  expect(tries.length).toBeGreaterThan(all.length);
}

test('of eight writers at once nothing is lost', async () => {
  await using github = await FakeGitHub.start();
  await compete(github);
});

test('on the real git neither, and git finds the history sound, in one line, and for anybody to fetch', async () => {
  await using github = await FakeGitHub.start('org/flights', { git: 'real' });
  await compete(github);
  const folder = github.gitBacked?.folder ?? '';
  const bare = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  expect(bare('fsck', '--strict', '--full', '--no-dangling')).toBe('');
  const ref = 'refs/mlops/flights/champion';
  expect(bare('rev-list', '--count', ref)).toBe(String(all.length));
  expect(bare('rev-list', '--min-parents=2', ref)).toBe('');
  // each commit holds its parent's files and one more
  const sizes = bare('rev-list', '--reverse', ref)
    .split('\n')
    .map((commit) => bare('ls-tree', '--name-only', commit).split('\n').length);
  expect(sizes).toEqual(all.map((_, index) => index + 1));

  using clone = Workspace.of();
  clone.git('fetch', '-q', folder, 'refs/mlops/*:refs/mlops/*');
  expect(clone.git('ls-tree', '-r', '--name-only', ref).split('\n').sort()).toEqual(all);
  expect(clone.git('show', `${ref}:w7-2`)).toBe('content of w7-2');
  expect(clone.git('log', '-1', '--format=%B', ref)).toMatch(/^evaluate of flights: (\S+)\n\nrecord: \1$/);
});

test.each(KINDS)('refs on a %s git are listed by the beginning of their names', async (git) => {
  await using github = await FakeGitHub.start('org/flights', { git });
  const refs = refsOf(github);
  expect(await refs.list('flights', 'store/')).toEqual([]);
  for (const name of ['storey', 'store/b1/evaluate', 'store/a1/evaluate'])
    await refs.move('flights', name, to('d1', 'record.json', 'records/a.json'), null);
  await refs.move('trains', 'store/c1/evaluate', to('d1', 'record.json'), null);
  const version = (await refs.read('flights', 'store/b1/evaluate'))?.version;
  const listed = await refs.list('flights', 'store/');
  expect(listed.map(({ name }) => name)).toEqual(['store/a1/evaluate', 'store/b1/evaluate']);
  expect(listed[1]?.version).toBe(version);
  expect((await refs.list('flights', '')).map(({ name }) => name)).toContain('storey');
  expect(github.violations).toEqual([]);
});

test.each(KINDS)(
  'a ref on a %s git is taken away by who knows where it is, and may be made again',
  async (git) => {
    await using github = await FakeGitHub.start('org/flights', { git });
    const refs = refsOf(github);
    const name = 'store/a1/evaluate';
    await refs.move('flights', name, to('d1', 'record.json'), null);
    const first = (await refs.read('flights', name))?.version ?? '';
    await refs.move('flights', name, to('d2', 'record.json'), first);
    expect(await refs.remove('flights', name, first)).toBe('raced');
    const second = (await refs.read('flights', name))?.version ?? '';
    expect(await refs.remove('flights', name, second)).toBe('removed');
    expect(await refs.remove('flights', name, second)).toBe('absent');
    expect(await refs.read('flights', name)).toBeNull();
    expect(await refs.move('flights', name, to('d3', 'record.json'), second)).toBe('raced');
    expect(await refs.move('flights', name, to('d3', 'record.json'), null)).toBe('moved');
    expect(github.violations).toEqual([]);
  },
);

test.each(KINDS)(
  'a move of a ref on a %s git that comes between looking and taking it away is not lost',
  async (git) => {
    await using github = await FakeGitHub.start('org/flights', { git });
    const others = refsOf(github);
    const name = 'store/a1/evaluate';
    await others.move('flights', name, to('d1', 'record.json'), null);
    const first = (await others.read('flights', name))?.version ?? '';
    const client = await clientOf(github);
    const slow: GitHub = {
      async request<T>(route: string, parameters: Readonly<Record<string, unknown>>) {
        if (route === 'POST /graphql') await others.move('flights', name, to('d2', 'record.json'), first);
        return client.request<T>(route, parameters);
      },
    };
    expect(await gitRefs(async () => slow).remove('flights', name, first)).toBe('raced');
    expect((await others.read('flights', name))?.digest).toBe('d2');
    expect(github.requests.filter((line) => line.startsWith('DELETE'))).toEqual([]);
    expect(github.violations).toEqual([]);
  },
);

test('the newest commits of the default branch come in pages of a hundred', async () => {
  await using github = await FakeGitHub.start();
  const client = await clientOf(github);
  expect(await recentCommits(client, 'main', 200)).toEqual([]);
  const ids = Array.from({ length: 230 }, (_, n) => github.repository.push('refs/heads/main', { n: `${n}` }));
  github.requests.length = 0;
  expect(await recentCommits(client, 'main', 200)).toEqual(ids.toReversed().slice(0, 200));
  expect(github.requests).toHaveLength(2);
  expect(await recentCommits(client, null, 500)).toEqual(ids.toReversed());
  expect(github.violations).toEqual([]);
});
