import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactNotFoundError, DefaultArtifactClient } from '@actions/artifact';
import { restoreCache, saveCache } from '@actions/cache';
import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeGitHub } from './github.ts';
import type { Job } from './runtime-token.ts';
import { Workspace } from './workspace.ts';

/** The clients that ship, which read their address and token from the environment. */
function asJob(github: FakeGitHub, workspace: Workspace, job: Partial<Job> = {}): DefaultArtifactClient {
  vi.stubEnv('ACTIONS_RUNTIME_TOKEN', github.runtimeToken(job));
  vi.stubEnv('ACTIONS_RESULTS_URL', github.url);
  vi.stubEnv('ACTIONS_CACHE_SERVICE_V2', 'true');
  vi.stubEnv('GITHUB_SERVER_URL', github.serverUrl);
  vi.stubEnv('GITHUB_WORKSPACE', workspace.path);
  vi.stubEnv('RUNNER_TEMP', join(workspace.path, '.temp'));
  return new DefaultArtifactClient();
}

// the clients write workflow commands, which are not for the log of this test
beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('an artifact goes up, is listed, and comes down with its digest', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'out/model.bin': 'weights', 'out/deep/metrics.json': '{}' });
  const client = asJob(github, workspace);
  const files = ['model.bin', 'deep/metrics.json'].map((file) => join(workspace.path, 'out', file));
  const { id, digest } = await client.uploadArtifact(
    'mlops-flights-train',
    files,
    join(workspace.path, 'out'),
  );
  await client.uploadArtifact('other', files.slice(0, 1), join(workspace.path, 'out'));

  const { artifact } = await client.getArtifact('mlops-flights-train');
  expect(artifact).toMatchObject({ id, name: 'mlops-flights-train', digest: `sha256:${digest}` });
  const path = join(workspace.path, 'in');
  const expectedHash = artifact.digest ?? '';
  expect(await client.downloadArtifact(artifact.id, { path, expectedHash })).toMatchObject({
    digestMismatch: false,
  });
  expect(workspace.read('in/model.bin')).toBe('weights');
  expect(workspace.read('in/deep/metrics.json')).toBe('{}');

  await client.deleteArtifact('other');
  expect((await client.listArtifacts()).artifacts.map(({ name }) => name)).toEqual(['mlops-flights-train']);
  await expect(client.getArtifact('other')).rejects.toBeInstanceOf(ArtifactNotFoundError);
  expect(github.violations).toEqual([]);
});

test('a single file that is not archived keeps its name, its bytes and its digest', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'model.safetensors': 'weights' });
  const client = asJob(github, workspace);
  const file = join(workspace.path, 'model.safetensors');
  const { id, digest } = await client.uploadArtifact('ignored', [file], workspace.path, {
    skipArchive: true,
  });
  expect(digest).toBe(createHash('sha256').update('weights').digest('hex'));
  await client.downloadArtifact(id ?? 0, { path: join(workspace.path, 'in') });
  expect(readFileSync(join(workspace.path, 'in/model.safetensors'), 'utf8')).toBe('weights');
});

test('what is larger than a block goes up in blocks and comes down whole', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  workspace.write({ 'store/weights': randomBytes(9_000_000) });
  const client = asJob(github, workspace);
  const [path, root] = [join(workspace.path, 'in'), join(workspace.path, 'store')];
  const { id, digest } = await client.uploadArtifact('weights', [join(root, 'weights')], root, {
    compressionLevel: 0,
  });
  const { digestMismatch } = await client.downloadArtifact(id ?? 0, {
    path,
    expectedHash: `sha256:${digest}`,
  });
  expect(digestMismatch).toBe(false);
  const before = readFileSync(join(root, 'weights'));
  expect(readFileSync(join(path, 'weights')).equals(before)).toBe(true);
  await saveCache([root], 'weights');
  workspace.write({ 'store/weights': '' });
  await restoreCache([root], 'weights');
  expect(readFileSync(join(root, 'weights')).equals(before)).toBe(true);
});

test('a name is taken once an attempt; over attempts and their jobs the newest wins', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'model.bin': 'first' });
  const files = [join(workspace.path, 'model.bin')];
  await asJob(github, workspace, { job: 'one' }).uploadArtifact('model', files, workspace.path);
  const again = asJob(github, workspace, { job: 'two' }).uploadArtifact('model', files, workspace.path);
  await expect(again).rejects.toThrow(/\(409\) Conflict: an artifact with this name already exists/);

  workspace.write({ 'model.bin': 'second' });
  const client = asJob(github, workspace, { attempt: 2 });
  await client.uploadArtifact('model', files, workspace.path);
  const { artifacts } = await client.listArtifacts({ latest: true });
  expect(artifacts).toHaveLength(1);
  await client.downloadArtifact(artifacts[0]?.id ?? 0, { path: join(workspace.path, 'in') });
  expect(workspace.read('in/model.bin')).toBe('second');

  const stranger = asJob(github, workspace, { run: 2002 });
  expect((await stranger.listArtifacts()).artifacts).toEqual([]);
});

test('another run fetches an artifact through the REST API, if it may read actions', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'model.bin': 'weights' });
  const client = asJob(github, workspace);
  await client.uploadArtifact('model', [join(workspace.path, 'model.bin')], workspace.path);
  const repo = { owner: 'org', repo: 'flights' };
  const { rest } = getOctokit(github.token({ permissions: { actions: 'read' } }), { baseUrl: github.url });
  const run = await rest.actions.getWorkflowRun({ ...repo, run_id: 1001 });
  expect(run.data).toMatchObject({ id: 1001, head_branch: 'main', conclusion: null });
  expect((await rest.actions.listWorkflowRunsForRepo({ ...repo, event: 'push' })).data.total_count).toBe(1);
  expect((await rest.actions.listWorkflowRunsForRepo({ ...repo, event: 'schedule' })).data.total_count).toBe(
    0,
  );
  const { data } = await rest.actions.listWorkflowRunArtifacts({ ...repo, run_id: 1001, name: 'model' });
  const [found] = data.artifacts;
  expect(found?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const archive = await rest.actions.downloadArtifact({
    ...repo,
    artifact_id: found?.id ?? 0,
    archive_format: 'zip',
  });
  const bytes = Buffer.from(archive.data instanceof ArrayBuffer ? archive.data : new ArrayBuffer());
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(found?.digest);
  await expect(rest.actions.deleteArtifact({ ...repo, artifact_id: found?.id ?? 0 })).rejects.toMatchObject({
    status: 403,
  });
  expect(github.violations).toEqual([]);
});

test('a cache entry is kept once a key, and restored by key or by the newest that begins with a restore key', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'store/bytes': 'one' });
  asJob(github, workspace);
  const paths = [join(workspace.path, 'store')];
  expect(await saveCache(paths, 'stage-aa')).toBeGreaterThan(0);
  workspace.write({ 'store/bytes': 'two' });
  expect(await saveCache(paths, 'stage-bb')).toBeGreaterThan(0);
  expect(await saveCache(paths, 'stage-bb')).toBe(-1);

  workspace.write({ 'store/bytes': 'changed' });
  expect(await restoreCache(paths, 'stage-aa')).toBe('stage-aa');
  expect(workspace.read('store/bytes')).toBe('one');
  expect(await restoreCache(paths, 'other', ['none-', 'stage-'])).toBe('stage-bb');
  expect(workspace.read('store/bytes')).toBe('two');
  expect(await restoreCache(paths, 'other', ['none-'])).toBeUndefined();
  expect(await restoreCache([join(workspace.path, 'out')], 'stage-aa')).toBeUndefined();
  expect(await restoreCache(paths, 'stage-a')).toBe('stage-aa');
});

test('a token that may only read caches saves nothing, and a branch does not see another branch’s', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'store/bytes': 'one' });
  const paths = [join(workspace.path, 'store')];
  asJob(github, workspace, { cache: 'read' });
  expect(await saveCache(paths, 'stage-aa')).toBe(-1);
  asJob(github, workspace, { cacheScopes: ['refs/heads/feature', 'refs/heads/main'] });
  expect(await saveCache(paths, 'stage-aa')).toBeGreaterThan(0);
  expect(await restoreCache(paths, 'stage-aa')).toBe('stage-aa');
  asJob(github, workspace);
  expect(await restoreCache(paths, 'stage-aa')).toBeUndefined();
});
