import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskFiles } from '#host/files';
import { findLogin, type Given } from './login.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'login-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const put = (path: string, content: unknown) => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), typeof content === 'string' ? content : JSON.stringify(content));
};
const of = (name: string) => ({ auth: Buffer.from(`${name}:secret`).toString('base64') });

interface Wish {
  readonly registry?: string;
  readonly repository?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly kind?: 'github' | 'local';
  readonly given?: Given;
}

function find({ registry = 'ghcr.io', repository = 'acme/flights', env = {}, kind = 'local', given }: Wish) {
  const none = () => Promise.reject(new Error('no program is run here'));
  const exec = { run: none, script: none };
  const files = diskFiles({ root: home, workspace: home });
  return findLogin(registry, repository, given ?? null, { files, exec, kind, env: { HOME: home, ...env } });
}

const DOCKER = '.docker/config.json';
const PODMAN = '.config/containers/auth.json';
const nameFound = async (wish: Wish) => {
  const login = await find(wish);
  return login?.kind === 'password' ? login.username : login;
};

test('what is given wins, then docker, then podman, then nobody', async () => {
  expect(await find({})).toBeNull();
  put(PODMAN, { auths: { 'ghcr.io': of('podman') } });
  expect(await nameFound({})).toBe('podman');
  put(DOCKER, { auths: { 'ghcr.io': of('docker') } });
  expect(await nameFound({})).toBe('docker');
  expect(await nameFound({ given: { username: 'me', password: 'secret' } })).toBe('me');
});

test('a file that docker login wrote for others only does not hide that of podman', async () => {
  put(DOCKER, { auths: { 'quay.io': of('docker') } });
  put(PODMAN, { auths: { 'ghcr.io': of('podman') } });
  expect(await nameFound({})).toBe('podman');
});

test('REGISTRY_AUTH_FILE is looked into alone, and has to be there', async () => {
  put(DOCKER, { auths: { 'ghcr.io': of('docker') } });
  put('mine.json', { auths: { 'quay.io': of('mine') } });
  const path = join(home, 'mine.json');
  expect(await nameFound({ registry: 'quay.io', env: { REGISTRY_AUTH_FILE: path } })).toBe('mine');
  expect(await find({ env: { REGISTRY_AUTH_FILE: path } })).toBeNull();
  await expect(find({ env: { REGISTRY_AUTH_FILE: '/no/such' } })).rejects.toThrow(
    'REGISTRY_AUTH_FILE = "/no/such": names no file. Unset it, or let it name the file that podman login wrote.',
  );
});

test.each([
  ['DOCKER_CONFIG', 'elsewhere', 'elsewhere/config.json'],
  ['XDG_CONFIG_HOME', 'config', 'config/containers/auth.json'],
  ['XDG_RUNTIME_DIR', 'run', 'run/containers/auth.json'],
])('%s says where a file lies', async (name, folder, path) => {
  put(path, { auths: { 'ghcr.io': of('there') } });
  expect(await nameFound({ env: { [name]: join(home, folder) } })).toBe('there');
});

/** containers-auth.json(5): the most specific name wins; docker's config has addresses. */
test.each([
  [['ghcr.io/acme/flights', 'ghcr.io/acme', 'ghcr.io'], 'ghcr.io/acme/flights'],
  [['ghcr.io/other', 'ghcr.io/acme', 'ghcr.io'], 'ghcr.io/acme'],
  [['ghcr.io/acme/fl', 'ghcr.io'], 'ghcr.io'],
  [['https://ghcr.io'], 'https://ghcr.io'],
  [['https://ghcr.io/v2/'], 'https://ghcr.io/v2/'],
])('of the entries %j it takes %s', async (names, taken) => {
  put(PODMAN, { auths: Object.fromEntries(names.map((name) => [name, of(name.replace(':', '_'))])) });
  expect(await nameFound({})).toBe(taken.replace(':', '_'));
});

test('Docker Hub has an address of its own', async () => {
  put(DOCKER, { auths: { 'https://index.docker.io/v1/': of('hub') } });
  expect(await nameFound({ registry: 'docker.io', repository: 'library/flights' })).toBe('hub');
  expect(await find({})).toBeNull();
});

test('tokens are told apart from passwords, and a password may hold a colon', async () => {
  put(DOCKER, {
    auths: {
      'a.io': { auth: 'AA==', identitytoken: 'refresh' },
      'b.io': { registrytoken: 'as it is' },
      'c.io': { auth: Buffer.from('ada:a:b').toString('base64') },
      'd.io': { username: 'ada', password: 'plain' },
      'e.io': {},
    },
  });
  expect(await find({ registry: 'a.io' })).toMatchObject({ kind: 'identity', token: 'refresh' });
  expect(await find({ registry: 'b.io' })).toMatchObject({ kind: 'token', token: 'as it is' });
  expect(await find({ registry: 'c.io' })).toMatchObject({ username: 'ada', password: 'a:b' });
  expect(await find({ registry: 'd.io' })).toMatchObject({ username: 'ada', password: 'plain' });
  expect(await find({ registry: 'e.io' })).toBeNull();
});

test('on GitHub the token of the job is for ghcr.io, where there is no other', async () => {
  const env = { 'INPUT_GITHUB-TOKEN': 'ghs_job', GITHUB_ACTOR: 'ada' };
  const job = { kind: 'password', username: 'ada', password: 'ghs_job', from: 'github-token' };
  expect(await find({ env, kind: 'github' })).toEqual(job);
  expect(await find({ env, kind: 'local' })).toBeNull();
  expect(await find({ env, kind: 'github', registry: 'quay.io' })).toBeNull();
  put(DOCKER, { auths: { 'ghcr.io': of('docker') } });
  expect(await nameFound({ env, kind: 'github' })).toBe('docker');
});

test('a file that is none is a mistake that does not show what is in it', async () => {
  put(DOCKER, '{"auths": {"ghcr.io": {"auth": "c2VjcmV0"');
  const found = find({});
  await expect(found).rejects.toThrow(`${join(home, DOCKER)}: is no file of registry logins. Log in again`);
  await expect(found).rejects.not.toThrow('c2VjcmV0');
});
