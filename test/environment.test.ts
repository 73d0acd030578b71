import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EnvironmentHost, type Prepared, prepare, type Wish } from '#environment/environment';
import { thisPlatform } from '#environment/platform';
import { fetchTool } from '#environment/tool';
import { pinnedUv, type Tool } from '#environment/wheels';
import { INICONFIG, SIX } from '#harness/lockfile';
import { Workspace } from '#harness/workspace';
import { openHost } from '#host/host';
import { Fault, Mistake } from '#kit/outcome';
import type { Cache } from '#kit/ports';
import { digestOf } from '#record/digest';

/** Only Windows gets it. */
const COLORAMA = `colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:4f1d9991f5acc0ca119f9d443620b77f9d6b33703e51011c16baf57afb285fc6
`;

const PROJECT = `[project]
name = "demo"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["iniconfig==2.0.0", "colorama==0.4.6 ; sys_platform == 'win32'"]
[project.optional-dependencies]
fast = ["six==1.17.0"]
[dependency-groups]
dev = ["click==8.1.8"]
`;

const tools = mkdtempSync(join(tmpdir(), 'mlops-tools-'));
let uv = '';

/** No uv on PATH: it is ours that is fetched. No Python is downloaded. */
const env = {
  ...process.env,
  MLOPS_HOST: 'local',
  UV_PYTHON_DOWNLOADS: 'never',
  PATH: (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'uv')))
    .join(delimiter),
};

/** A laptop's host in a folder, with what it warned of. */
async function within<T>(
  root: string,
  body: (host: EnvironmentHost, warnings: string[]) => Promise<T>,
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  const host = await openHost({
    env: { ...env, ...more },
    root,
    workspace: root,
    permissions: {},
    action: 'setup',
  });
  const warnings: string[] = [];
  const log = {
    ...host.log,
    info: () => {},
    foreign: () => {},
    warning: (text: string) => void warnings.push(text),
  };
  try {
    return await body({ ...host, log }, warnings);
  } finally {
    await host.close();
  }
}

function prepared(
  root: string,
  wish: Partial<Wish> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Prepared> {
  const whole = { extras: [], groups: [], toolFolder: tools, useCache: false, ...wish };
  return within(root, (host) => prepare(whole, host), more);
}

/** A cache that keeps its bytes elsewhere, as a runner's does. */
function remoteCache(root: string, home: string): Cache {
  const placeOf = (key: string, path: string) => join(home, encodeURIComponent(`${key} ${path}`));
  return {
    async restore(key, paths) {
      if (!paths.every((path) => existsSync(placeOf(key, path)))) return false;
      for (const path of paths) cpSync(placeOf(key, path), join(root, path), { recursive: true });
      return true;
    },
    async save(key, paths) {
      for (const path of paths) cpSync(join(root, path), placeOf(key, path), { recursive: true });
      return 'saved';
    },
  };
}

async function refused(root: string, wish: Partial<Wish> = {}): Promise<Mistake> {
  const error = await prepared(root, wish).catch((reason: unknown) => reason);
  if (error instanceof Mistake) return error;
  throw new Error(`no mistake: ${error instanceof Error ? error.stack : JSON.stringify(error)}`);
}

function runs(made: Prepared, code: string): string {
  return execFileSync(made.pythonPath, ['-I', '-c', code], { encoding: 'utf8' }).trim();
}

function names(made: Prepared): string[] {
  return made.manifest.spec.packages.map(({ name, version }) => `${name} ${version}`);
}

function byUv(cwd: string, ...words: string[]): void {
  execFileSync(uv, words, { cwd, env, stdio: 'pipe' });
}

beforeAll(async () => {
  const platform = thisPlatform();
  if (platform === null) throw new Error('no pinned uv for this machine');
  using workspace = Workspace.of();
  uv = await within(workspace.path, (host) => fetchTool(pinnedUv(platform), tools, host));
});
afterAll(() => rmSync(tools, { recursive: true, force: true }));

describe('requirements.txt', () => {
  test('is installed strictly, checked, used again, and made anew when it was changed by hand', async () => {
    using workspace = Workspace.of({ 'requirements.txt': INICONFIG + COLORAMA });
    const first = await prepared(workspace.path);
    expect(first).toMatchObject({ reused: false, cacheHit: false, uvVersion: '0.13.9' });
    expect(first.manifest).toMatchObject({
      strength: 'strong',
      weakness: null,
      lock: { path: 'requirements.txt' },
    });
    expect(names(first)).toEqual(['iniconfig 2.0.0']);
    expect(runs(first, 'import iniconfig, sys; print(iniconfig.__name__, sys.prefix)')).toBe(
      `iniconfig ${join(workspace.path, '.mlops/env', first.envDigest.slice(0, 16))}`,
    );

    const second = await prepared(workspace.path);
    expect(second).toMatchObject({ reused: true, cacheHit: true, envDigest: first.envDigest });

    byUv(workspace.path, 'pip', 'uninstall', '--python', first.pythonPath, 'iniconfig');
    const third = await prepared(workspace.path);
    expect(third).toMatchObject({ reused: false, envDigest: first.envDigest });
    expect(runs(third, 'import iniconfig; print(1)')).toBe('1');
  });

  test('a comment leaves the environment digest, another hash changes it', async () => {
    using workspace = Workspace.of({ 'requirements.txt': INICONFIG });
    const dry = { dryRun: true };
    const first = await prepared(workspace.path, dry);
    workspace.write({ 'requirements.txt': `# for tests\n${INICONFIG}` });
    const commented = await prepared(workspace.path, dry);
    expect(commented.envDigest).toBe(first.envDigest);
    expect(commented.manifest.lock.sha256).not.toBe(first.manifest.lock.sha256);
    workspace.write({ 'requirements.txt': INICONFIG.replace('2d91e135', '00000000') });
    expect((await prepared(workspace.path, dry)).envDigest).not.toBe(first.envDigest);
    expect(existsSync(first.binPath)).toBe(false);
  });

  test('a hash that the file of the index does not have is a mistake with both', async () => {
    const wrong = `six==1.17.0 --hash=sha256:${'0'.repeat(64)}\n`;
    using workspace = Workspace.of({ 'requirements.txt': wrong });
    const { message } = await refused(workspace.path);
    expect(message).toContain('requirements.txt: holds another hash for six==1.17.0');
    expect(message).toContain(`expected sha256:${'0'.repeat(64)}, found sha256:`);
  });

  test('without hashes it is resolved, with a warning, and its digest is weak', async () => {
    using workspace = Workspace.of({ 'requirements.txt': 'python-dateutil==2.9.0.post0\n' });
    const wish = { extras: [], groups: [], toolFolder: tools, useCache: false };
    const [made, warnings] = await within(
      workspace.path,
      async (host, said) => [await prepare(wish, host), said] as const,
    );
    expect(names(made).map((name) => name.split(' ')[0])).toEqual(['python-dateutil', 'six']);
    expect(made.manifest).toMatchObject({ strength: 'weak' });
    expect(made.manifest.spec.packages.every(({ hashes }) => hashes.length > 0)).toBe(true);
    expect(warnings).toEqual([expect.stringContaining('requirements.txt has no hashes')]);
    expect(warnings[0]).toContain('uv pip compile --generate-hashes');
    expect(runs(made, 'import dateutil; print(1)')).toBe('1');
  });

  test('downloads kept by the cache serve an installation without a network', async () => {
    using workspace = Workspace.of({ 'requirements.txt': SIX });
    using elsewhere = Workspace.of();
    const cache = remoteCache(workspace.path, elsewhere.path);
    const wish = { extras: [], groups: [], toolFolder: tools, useCache: true };
    const prepareWith = (more = {}) =>
      within(workspace.path, (host) => prepare(wish, { ...host, cache }), more);
    expect(await prepareWith()).toMatchObject({ cacheHit: false });
    rmSync(join(workspace.path, '.mlops/env'), { recursive: true });
    rmSync(join(workspace.path, '.mlops/uv-cache'), { recursive: true });
    expect(await prepareWith({ UV_OFFLINE: '1' })).toMatchObject({ cacheHit: true, reused: false });
  });
});

describe('uv.lock', () => {
  test('extras and groups select; a group that is not selected does not change the digest; a stale lock is refused', async () => {
    using workspace = Workspace.of({ 'pyproject.toml': PROJECT });
    byUv(workspace.path, 'lock');
    const plain = await prepared(workspace.path);
    expect(names(plain)).toEqual(['iniconfig 2.0.0']);
    expect(plain.manifest).toMatchObject({ strength: 'strong', spec: { kind: 'uv' } });
    expect(JSON.stringify(plain.manifest)).not.toContain('://files.');
    const fast = await prepared(workspace.path, { extras: ['fast'], groups: ['dev'], dryRun: true });
    expect(names(fast).filter((name) => !name.startsWith('colorama'))).toEqual([
      'click 8.1.8',
      'iniconfig 2.0.0',
      'six 1.17.0',
    ]);

    workspace.write({ 'pyproject.toml': PROJECT.replace('8.1.8', '8.1.7') });
    const { message } = await refused(workspace.path);
    expect(message).toBe(
      'uv.lock: is stale: pyproject.toml has changed since it was written. Run `uv lock` and commit uv.lock.',
    );

    byUv(workspace.path, 'lock');
    expect(await prepared(workspace.path)).toMatchObject({ envDigest: plain.envDigest, reused: true });
    expect((await refused(workspace.path, { groups: ['nope'] })).message).toContain('`nope`');
  });

  test('code of a folder that is a package is installed as it is now, under the same digest', async () => {
    const build = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n';
    const local = '[project]\nname = "local"\nversion = "1.0"\n[tool.setuptools]\npy-modules = ["local"]\n';
    const project =
      '[project]\nname = "demo"\nversion = "1.0"\nrequires-python = ">=3.10"\ndependencies = ["local"]\n';
    using workspace = Workspace.of({
      'pyproject.toml': `${project}[tool.uv.sources]\nlocal = { path = "lib" }\n`,
      'lib/pyproject.toml': build + local,
      'lib/local.py': 'ANSWER = 1\n',
    });
    byUv(workspace.path, 'lock');
    const first = await prepared(workspace.path);
    expect(first.manifest).toMatchObject({
      strength: 'strong',
      spec: { packages: [{ name: 'local', source: 'directory:lib' }] },
    });
    expect(runs(first, 'import local; print(local.ANSWER)')).toBe('1');
    workspace.write({ 'lib/local.py': 'ANSWER = 2\n' });
    const second = await prepared(workspace.path);
    expect(second).toMatchObject({ envDigest: first.envDigest, reused: false });
    expect(runs(second, 'import local; print(local.ANSWER)')).toBe('2');
  });

  test('exported to pylock.toml it selects the same packages with the same hashes', async () => {
    using workspace = Workspace.of({ 'pyproject.toml': PROJECT });
    byUv(workspace.path, 'lock');
    const locked = await prepared(workspace.path, { extras: ['fast'], dryRun: true });
    const words = ['--no-default-groups', '--extra', 'fast', '--no-emit-project', '-o', 'pylock.toml'];
    byUv(workspace.path, 'export', '--locked', '--format', 'pylock.toml', ...words);
    const exported = await prepared(workspace.path, { lock: 'pylock.toml' });
    expect(exported.manifest.spec.packages).toEqual(locked.manifest.spec.packages);
    expect(runs(exported, 'import six, iniconfig; print(six.__version__)')).toBe('1.17.0');
    const { message } = await refused(workspace.path, { lock: 'pylock.toml', extras: ['fats'] });
    expect(message).toContain('extras = "fats": is not in pylock.toml');
  });
});

test('a Python that is not here is a mistake that names those that are', async () => {
  using workspace = Workspace.of({ 'requirements.txt': SIX });
  const { message } = await refused(workspace.path, { python: '3.99' });
  expect(message).toMatch(/^python = "3\.99": is not on this machine: here are \d+\.\d+\.\d+/);
  expect(message).toContain('actions/setup-python');
});

test('no lock file is a mistake that says how to make one', async () => {
  using workspace = Workspace.of({ 'requirements.in': 'six' });
  expect((await refused(workspace.path)).message).toContain(
    'uv pip compile --generate-hashes requirements.in -o requirements.txt',
  );
});

describe('a tool from a package index', () => {
  const wheel = zipSync({ 'demo-1.0.data/scripts/demo': strToU8('#!/bin/sh\necho demo 1.0\n') });
  const tool: Tool = {
    name: 'demo',
    version: '1.0',
    wheel: 'demo-1.0-py3-none-any.whl',
    sha256: digestOf(wheel),
    member: 'demo-1.0.data/scripts/demo',
  };

  /** An index that has the one wheel; with a login, only for who gives it. */
  async function index(form: 'json' | 'html', login?: string): Promise<{ url: string } & AsyncDisposable> {
    const path = `/files/${tool.wheel}`;
    const page =
      form === 'json'
        ? JSON.stringify({ files: [{ filename: tool.wheel, url: path }] })
        : `<a href="${path}">x</a>`;
    const server = createServer((request, response) => {
      const allowed =
        login === undefined ||
        request.headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`;
      if (!allowed) return response.writeHead(401).end();
      if (request.url === path) return response.end(wheel);
      if (request.url !== '/simple/demo/') return response.writeHead(404).end();
      response.setHeader(
        'content-type',
        form === 'json' ? 'application/vnd.pypi.simple.v1+json' : 'text/html',
      );
      return response.end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const at = login === undefined ? '' : `${login}@`;
    const close = () =>
      new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections());
    return { url: `http://${at}127.0.0.1:${port}/simple`, [Symbol.asyncDispose]: close };
  }

  function fetched(root: string, url: string, wanted = tool): Promise<string> {
    return within(root, (host) => fetchTool(wanted, join(root, 'tools'), host), { UV_DEFAULT_INDEX: url });
  }

  test.each([
    ['json', undefined],
    ['html', undefined],
    ['json', 'me:secret'],
  ] as const)('is fetched by %s (login %s), made executable, and then there', async (form, login) => {
    using workspace = Workspace.of();
    await using here = await index(form, login);
    const path = await fetched(workspace.path, here.url);
    expect(execFileSync(path, { encoding: 'utf8' })).toBe('demo 1.0\n');
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(workspace.path, 'tools/demo/1.0'))).toEqual(['demo']);
    expect(await fetched(workspace.path, 'http://127.0.0.1:9/simple')).toBe(path);
  });

  test('with another digest than ours is refused with both, and nothing is unpacked', async () => {
    using workspace = Workspace.of();
    await using here = await index('json');
    const attempt = fetched(workspace.path, here.url, { ...tool, sha256: 'f'.repeat(64) });
    await expect(attempt).rejects.toThrow(Fault);
    await expect(attempt).rejects.toThrow(`expected sha256 ${'f'.repeat(64)}, found ${tool.sha256}`);
    expect(existsSync(join(workspace.path, 'tools'))).toBe(false);
  });

  test.each([
    ['an index without it', { ...tool, name: 'other' }, 'it answered 404'],
    ['an index without this version', { ...tool, wheel: 'demo-2.0-py3-none-any.whl' }, 'it has no demo-2.0'],
  ])('from %s: a fault that says what to do', async (_, wanted, reason) => {
    using workspace = Workspace.of();
    await using here = await index('json');
    const attempt = fetched(workspace.path, here.url, wanted);
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.toThrow(`Put ${wanted.name} on PATH yourself`);
  });

  test('from an index that does not answer: a fault that says what to do', async () => {
    using workspace = Workspace.of();
    const gone = await index('json');
    await gone[Symbol.asyncDispose]();
    const attempt = fetched(workspace.path, gone.url);
    await expect(attempt).rejects.toThrow('ECONNREFUSED');
    await expect(attempt).rejects.toThrow('Put demo on PATH yourself');
  });
});
