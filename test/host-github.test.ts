import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeGitHub } from '#harness/github';
import type { Permissions } from '#harness/permissions';
import type { Job } from '#harness/runtime-token';
import { Workspace } from '#harness/workspace';
import { type OpenHost, openHost } from '#host/host';
import { Mistake } from '#kit/outcome';

/** The GitHub host against the harness, in this process: its clients read the environment of the process. */
const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

interface Wish {
  readonly job?: Partial<Job>;
  readonly permissions?: Permissions;
  readonly env?: Readonly<Record<string, string>>;
}

async function hostOf(github: FakeGitHub, workspace: Workspace, wish: Wish = {}): Promise<OpenHost> {
  workspace.write({ '.temp/output': '', '.temp/summary': '' });
  const env = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'org/flights', GITHUB_WORKSPACE: workspace.path },
    ...{ GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.serverUrl, ACTIONS_RESULTS_URL: github.url },
    ...{ ACTIONS_RUNTIME_TOKEN: github.runtimeToken(wish.job), ACTIONS_CACHE_SERVICE_V2: 'true' },
    ...{ RUNNER_TEMP: join(workspace.path, '.temp'), GITHUB_OUTPUT: join(workspace.path, '.temp/output') },
    ...{ GITHUB_STEP_SUMMARY: join(workspace.path, '.temp/summary') },
    ...{ 'INPUT_GITHUB-TOKEN': github.token({ permissions: wish.permissions ?? { contents: 'write' } }) },
    ...wish.env,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const place = { root: workspace.path, workspace: workspace.path };
  return openHost({ env: process.env, ...place, permissions: { contents: 'write' }, action: 'train' });
}

const commands = (name: string) => lines.filter((line) => line.startsWith(`::${name}`));

test('an artifact goes up and comes down, and the client’s own talk stays out of the log', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'out/model.bin': 'weights', 'out/records/a.json': '{}' });
  const host = await hostOf(github, workspace);
  const made = await host.artifacts.publish('mlops-flights-train', 'out');
  const [listed] = await host.artifacts.list();
  expect(listed).toMatchObject({ name: 'mlops-flights-train', id: made.id });
  const folder = await host.artifacts.open(made);
  expect(await host.files.text(join(folder, 'model.bin'))).toBe('weights');
  expect(await host.files.text(join(folder, 'records/a.json'))).toBe('{}');
  expect(lines.filter((line) => !/^::(debug|add-mask)::/.test(line))).toEqual([]);
  await host.close();
});

test('a name that this attempt has used is a mistake; over attempts the newest wins', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'out/model.bin': 'first' });
  const first = await hostOf(github, workspace);
  await first.artifacts.publish('model', 'out');
  await expect(first.artifacts.publish('model', 'out')).rejects.toThrow('Give name: to tell the two apart');
  workspace.write({ 'out/model.bin': 'second' });
  const second = await hostOf(github, workspace, { job: { attempt: 2 } });
  await second.artifacts.publish('model', 'out');
  const artifacts = await second.artifacts.list();
  expect(artifacts).toHaveLength(1);
  const folders = await Promise.all(artifacts.map((artifact) => second.artifacts.open(artifact)));
  expect(await second.files.text(join(folders[0] ?? '', 'model.bin'))).toBe('second');
  await first.close();
  await second.close();
});

test('a runner without artifacts is a mistake that says how act offers them', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'out/a': 'a' });
  const host = await hostOf(github, workspace, { env: { ACTIONS_RUNTIME_TOKEN: '' } });
  await expect(host.artifacts.publish('model', 'out')).rejects.toThrow('--artifact-server-path');
  await host.close();
});

test('a cache entry is saved, restored, and saved once', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'store/a': 'one' });
  const host = await hostOf(github, workspace);
  expect(await host.cache.restore('stage-aa', ['store'])).toBe(false);
  expect(await host.cache.save('stage-aa', ['store'])).toBe('saved');
  expect(await host.cache.save('stage-aa', ['store'])).toBe('present');
  workspace.write({ 'store/a': 'changed' });
  expect(await host.cache.restore('stage-aa', ['store'])).toBe(true);
  expect(workspace.read('store/a')).toBe('one');
  expect([...commands('notice'), ...commands('warning'), ...commands('error')]).toEqual([]);
  await host.close();
});

test('where a key is not there, the newest that begins alike is', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'store/a': 'one' });
  const host = await hostOf(github, workspace);
  await host.cache.save('recipes-train-aa', ['store']);
  workspace.write({ 'store/a': 'changed' });
  expect(await host.cache.restore('recipes-train-bb', ['store'], 'recipes-score-')).toBe(false);
  expect(await host.cache.restore('recipes-train-bb', ['store'], 'recipes-train-')).toBe(true);
  expect(workspace.read('store/a')).toBe('one');
  await host.close();
});

test('a key with a comma or of more than 512 characters is kept all the same', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of({ 'store/a': 'one' });
  const host = await hostOf(github, workspace);
  for (const key of ['a,b', 'x'.repeat(600)]) {
    expect(await host.cache.save(key, ['store'])).toBe('saved');
    expect(await host.cache.restore(key, ['store'])).toBe(true);
  }
  await host.close();
});

test.each<[string, Wish, string]>([
  ['a token that may only read', { job: { cache: 'read' } }, 'cache write denied: token is read-only'],
  ['cache-mode: read', { env: { ACTIONS_CACHE_MODE: 'read' } }, 'Cache save skipped'],
  [
    'a service that does not answer',
    { env: { ACTIONS_RESULTS_URL: 'http://127.0.0.1:9' } },
    'Unable to make request: ECONNREFUSED',
  ],
])(
  '%s is one notice and no failure',
  async (_, wish, why) => {
    await using github = await FakeGitHub.start();
    using workspace = Workspace.of({ 'store/a': 'one' });
    const host = await hostOf(github, workspace, wish);
    expect(await host.cache.save('one', ['store'])).toBe('refused');
    expect(await host.cache.save('two', ['store'])).toBe('refused');
    expect(commands('notice')).toHaveLength(1);
    expect(commands('notice')[0]).toContain(`${why}`);
    expect([...commands('warning'), ...commands('error')]).toEqual([]);
    await host.close();
  },
  120_000,
);

const to = (digest: string, ...paths: string[]) => {
  const files = new Map(paths.map((path) => [path, Buffer.from(`content of ${path}`)]));
  return { digest, files, message: 'baseline of flights: pass' };
};

test('a ref is read back as it was moved, and lies on GitHub as a commit with the record’s digest', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await hostOf(github, workspace);
  expect(await host.refs.read('flights', 'baseline')).toBeNull();
  expect(await host.refs.move('flights', 'baseline', to('d1', 'record.json', 'records/a.json'), null)).toBe(
    'moved',
  );
  const ref = await host.refs.read('flights', 'baseline');
  expect(ref).toMatchObject({
    name: 'baseline',
    digest: 'd1',
    version: github.repository.refs.get('refs/mlops/flights/baseline'),
  });
  expect([...(ref?.files.keys() ?? [])].sort()).toEqual(['record.json', 'records/a.json']);
  expect(Buffer.from(ref?.files.get('records/a.json') ?? []).toString()).toBe('content of records/a.json');
  expect(github.violations).toEqual([]);
  await host.close();
});

test('a move from anything but what is there raced', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const { refs, close } = await hostOf(github, workspace);
  await refs.move('flights', 'baseline', to('d1', 'a'), null);
  const first = (await refs.read('flights', 'baseline'))?.version ?? null;
  expect(await refs.move('flights', 'baseline', to('d2', 'a'), null)).toBe('raced');
  expect(await refs.move('flights', 'baseline', to('d2', 'a'), first)).toBe('moved');
  expect(await refs.move('flights', 'baseline', to('d3', 'a'), first)).toBe('raced');
  expect((await refs.read('flights', 'baseline'))?.digest).toBe('d2');
  await close();
});

test('of eight writers at once nothing is lost', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const { refs, close } = await hostOf(github, workspace);
  const write = async (id: number) => {
    for (;;) {
      const before = await refs.read('flights', 'baseline');
      const mine = to(`d${id}`, ...(before?.files.keys() ?? []), `w${id}`);
      if ((await refs.move('flights', 'baseline', mine, before?.version ?? null)) === 'moved') return;
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, id) => write(id)));
  const files = [...((await refs.read('flights', 'baseline'))?.files.keys() ?? [])];
  expect(files.sort()).toEqual(Array.from({ length: 8 }, (_, id) => `w${id}`));
  await close();
});

test('a token that may not write is a mistake that prints the permissions to add', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await hostOf(github, workspace, { permissions: { contents: 'read' } });
  const moved = host.refs.move('flights', 'baseline', to('d1', 'a'), null);
  await expect(moved).rejects.toThrow(Mistake);
  await expect(moved).rejects.toThrow('permissions:\n  contents: write');
  await host.close();
});

test('no token at all is a mistake that names the input', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await hostOf(github, workspace, { env: { 'INPUT_GITHUB-TOKEN': '', GITHUB_TOKEN: '' } });
  await expect(host.github()).rejects.toThrow('github-token: is empty');
  await host.close();
});

test.each([
  ['GET https://elsewhere.invalid/'],
  ['GET //elsewhere.invalid/x'],
  ['https://elsewhere.invalid/'],
])('the route %s never leaves GitHub', async (route) => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await hostOf(github, workspace);
  await expect((await host.github()).request(route, {})).rejects.toThrow('is no route');
  expect(github.requests).toEqual([]);
  await host.close();
});

test('outputs and summary reach the runner’s files; a summary of two parts stays below 1 MiB', async () => {
  await using github = await FakeGitHub.start();
  using workspace = Workspace.of();
  const host = await hostOf(github, workspace);
  host.log.mask('hunter2');
  host.results.output('metrics', 'a\nb');
  await host.results.summary(`first, hunter2\n${'| x | 1 |\n'.repeat(60_000)}`);
  await host.results.summary(`${'| y | 1 |\n'.repeat(60_000)}`);
  const summary = workspace.read('.temp/summary');
  expect(workspace.read('.temp/output')).toMatch(/^metrics<<(\S+)\na\nb\n\1\n$/);
  expect(summary.startsWith('first, ***\n')).toBe(true);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
  expect(summary).toContain('Cut here');
  await host.close();
});
