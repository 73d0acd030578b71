import { getOctokit } from '@actions/github';
import { expect, test } from 'vitest';
import { FakeGitHub } from './github.ts';
import type { Permissions } from './permissions.ts';
import { Workspace } from './workspace.ts';

const repo = { owner: 'org', repo: 'flights' };

function client(github: FakeGitHub, permissions: Permissions) {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return getOctokit(github.token({ permissions }), { baseUrl: github.url, log }).rest;
}

/** A commit with one file on the parents given. */
async function commit(rest: ReturnType<typeof client>, text: string, parents: string[] = []) {
  const blob = await rest.git.createBlob({ ...repo, content: text });
  const entry = { path: 'deep/record.json', mode: '100644', type: 'blob', sha: blob.data.sha } as const;
  const tree = await rest.git.createTree({ ...repo, tree: [entry] });
  return (await rest.git.createCommit({ ...repo, message: text, tree: tree.data.sha, parents })).data;
}

/** What memory answers, the real git answers too. */
const KINDS = [['memory'], ['real']] as const;

test.each(KINDS)('objects written through the API to a %s git have its ids, and read back', async (git) => {
  await using github = await FakeGitHub.start('org/flights', { git });
  using workspace = Workspace.of({ 'deep/record.json': 'one', 'deep.txt': 'two', 'a/b/c': 'three' });
  const rest = client(github, { contents: 'write' });
  const entries = Object.entries({ 'a/b/c': 'three', 'deep.txt': 'two', 'deep/record.json': 'one' });
  const tree = entries.map(([path, content]) => ({ path, content, mode: '100644' as const }));
  const { data } = await rest.git.createTree({ ...repo, tree });
  expect(data.sha).toBe(workspace.git('rev-parse', 'HEAD^{tree}'));

  const author = {
    name: 'Test',
    email: 'test@example.invalid',
    date: workspace.git('log', '-1', '--format=%aI'),
  };
  const message = 'first\n';
  const made = await rest.git.createCommit({ ...repo, message, tree: data.sha, author });
  expect(made.data.sha).toBe(workspace.git('rev-parse', 'HEAD'));

  const all = await rest.git.getTree({ ...repo, tree_sha: made.data.sha, recursive: '1' });
  const blobs = all.data.tree.filter(({ type }) => type === 'blob');
  expect(blobs.map(({ path }) => path)).toEqual(['a/b/c', 'deep.txt', 'deep/record.json']);
  const blob = await rest.git.getBlob({ ...repo, file_sha: blobs[2]?.sha ?? '' });
  expect(Buffer.from(blob.data.content, 'base64').toString()).toBe('one');
  expect(github.violations).toEqual([]);
});

test.each(KINDS)(
  'a ref in a %s git is made once and then moved forward only, unless it is forced',
  async (git) => {
    await using github = await FakeGitHub.start('org/flights', { git });
    const rest = client(github, { contents: 'write' });
    const first = await commit(rest, 'first');
    const [left, right] = [await commit(rest, 'left', [first.sha]), await commit(rest, 'right', [first.sha])];
    const ref = 'mlops/flights/baseline';
    await expect(rest.git.getRef({ ...repo, ref })).rejects.toMatchObject({ status: 404 });
    await rest.git.createRef({ ...repo, ref: `refs/${ref}`, sha: first.sha });
    await expect(rest.git.createRef({ ...repo, ref: `refs/${ref}`, sha: left.sha })).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      rest.git.createRef({ ...repo, ref: `refs/${ref}/below`, sha: left.sha }),
    ).rejects.toMatchObject({ status: 422 });

    await rest.git.updateRef({ ...repo, ref, sha: left.sha });
    await expect(rest.git.updateRef({ ...repo, ref, sha: right.sha })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Update is not a fast forward'),
    });
    expect((await rest.git.getRef({ ...repo, ref })).data.object.sha).toBe(left.sha);
    await rest.git.updateRef({ ...repo, ref, sha: right.sha, force: true });
    expect((await rest.git.getRef({ ...repo, ref })).data.object.sha).toBe(right.sha);

    const found = await rest.git.listMatchingRefs({ ...repo, ref: 'mlops/fli' });
    expect(found.data.map((one) => one.ref)).toEqual([`refs/${ref}`]);
    await rest.git.deleteRef({ ...repo, ref });
    await expect(rest.git.getRef({ ...repo, ref })).rejects.toMatchObject({ status: 404 });
    expect(github.violations).toEqual([]);
  },
);

test.each(KINDS)('a commit in a %s git on a tree or parent that is not there is refused', async (git) => {
  await using github = await FakeGitHub.start('org/flights', { git });
  const rest = client(github, { contents: 'write' });
  const nowhere = '0'.repeat(40);
  const { tree } = await commit(rest, 'first');
  await expect(rest.git.createCommit({ ...repo, message: 'x', tree: nowhere })).rejects.toMatchObject({
    status: 422,
  });
  await expect(
    rest.git.createCommit({ ...repo, message: 'x', tree: tree.sha, parents: [nowhere] }),
  ).rejects.toMatchObject({ status: 422 });
  await expect(rest.git.createRef({ ...repo, ref: 'refs/heads/x', sha: nowhere })).rejects.toMatchObject({
    status: 422,
  });
});

test.each(KINDS)('a branch in a %s git lists its commits by pages, newest first', async (git) => {
  await using github = await FakeGitHub.start('org/flights', { git });
  const rest = client(github, { contents: 'write' });
  await expect(rest.repos.listCommits(repo)).rejects.toMatchObject({ status: 409 });
  const ids: string[] = [];
  for (const text of ['first', 'second', 'third'])
    ids.unshift((await commit(rest, text, ids.slice(0, 1))).sha);
  await rest.git.createRef({ ...repo, ref: 'refs/heads/main', sha: ids[0] ?? '' });
  const page = async (wish: { sha?: string; page?: number }) =>
    (await rest.repos.listCommits({ ...repo, per_page: 2, ...wish })).data.map(({ sha }) => sha);
  expect([await page({}), await page({ sha: 'main', page: 2 }), await page({ page: 3 })]).toEqual([
    ids.slice(0, 2),
    ids.slice(2),
    [],
  ]);
  await expect(page({ sha: 'elsewhere' })).rejects.toMatchObject({ status: 404 });
  expect(github.violations).toEqual([]);
});

test('a token does what its permissions say and no more', async () => {
  await using github = await FakeGitHub.start();
  const reader = client(github, { contents: 'read' });
  const sha = github.repository.push('refs/heads/main', { 'a.txt': 'a' });
  expect((await reader.git.getCommit({ ...repo, commit_sha: sha })).data.message).toBe('pushed');
  expect((await client(github, {}).repos.get(repo)).data.default_branch).toBe('main');
  const refused = reader.git.createBlob({ ...repo, content: 'x' });
  await expect(refused).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
    response: { headers: { 'x-accepted-github-permissions': 'contents=write' } },
  });
  await expect(reader.actions.getWorkflowRun({ ...repo, run_id: 1001 })).rejects.toMatchObject({
    status: 403,
  });
  const stranger = getOctokit('ghs_stranger', { baseUrl: github.url }).rest;
  await expect(stranger.repos.get(repo)).rejects.toMatchObject({ status: 401 });
  await expect(reader.repos.get({ owner: 'org', repo: 'other' })).rejects.toMatchObject({ status: 404 });
  expect(github.violations).toEqual([]);
});

test('a request that GitHub’s description refuses is answered 422 and stands in the violations', async () => {
  await using github = await FakeGitHub.start();
  const octokit = getOctokit(github.token({ permissions: { contents: 'write' } }), { baseUrl: github.url });
  const path = 'POST /repos/org/flights/git/commits';
  await expect(octokit.request(path, { message: 1, tree: 'x' })).rejects.toMatchObject({ status: 422 });
  expect(github.violations).toEqual([
    expect.stringMatching(/git\/create-commit: \/requestBody\/message must be string/),
  ]);
});

test('an operation that nobody answers is 501 and stands in the violations', async () => {
  await using github = await FakeGitHub.start();
  const rest = client(github, { issues: 'write' });
  await expect(rest.meta.getZen()).rejects.toMatchObject({ status: 501 });
  expect(github.violations).toEqual(['GET /zen is answered by nobody here']);
});
