import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ImageLayout } from '#harness/image-layout';
import { LOGIN, Registry } from '#harness/registry';
import { RegistryClient } from '#harness/registry-client';
import { LoopbackServer } from '#harness/server';
import { REFRESH_TOKEN } from '#harness/token-server';
import { type Rule, type Trouble, TroubledProxy } from '#harness/troubled-proxy';
import { Workspace } from '#harness/workspace';
import { type BlobDigest, blobPath } from '#image/descriptor';
import { Cancelled, Fault, Mistake } from '#kit/outcome';
import { toolPath } from '../scripts/install.ts';

/** Pushing to and pulling from a real docker-registry, read again by skopeo, oras and podman. */
const MB = 1_000_000;
let large: ImageLayout;
let medium: ImageLayout;
let small: ImageLayout;
beforeAll(() => {
  large = new ImageLayout(50 * MB);
  medium = new ImageLayout(7 * MB);
  small = new ImageLayout(2 * MB);
});
afterAll(() => {
  large[Symbol.dispose]();
  medium[Symbol.dispose]();
  small[Symbol.dispose]();
});

type Tool = Parameters<typeof toolPath>[0];
const execute = promisify(execFile);

async function run(tool: Tool, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { stdout } = await execute(toolPath(tool), words, {
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  return stdout;
}

const sha256 = (content: string | Uint8Array): BlobDigest =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

test('what is pushed is read by skopeo, digest for digest', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  using scratch = new Workspace();
  const name = `${registry.host}/acme/flights`;
  const pushed = await client.push(large, `${name}:1.0`, {
    manifests: [
      { descriptor: large.image, tags: ['latest'] },
      { descriptor: large.pack, tags: ['pack'] },
    ],
  });
  expect(pushed).toMatchObject({ digest: large.image.digest, sent: 4, mounted: 0, present: 0, retries: 0 });
  expect(pushed.tags).toEqual(['1.0', 'latest', 'pack']);
  const inspected = JSON.parse(
    await run('skopeo', ['inspect', '--tls-verify=false', `docker://${name}:latest`]),
  );
  expect(inspected.Digest).toBe(large.image.digest);
  expect(inspected.Layers).toEqual(large.layers.map(({ digest }) => digest));
  expect(inspected.RepoTags.sort()).toEqual(['1.0', 'latest', 'pack']);
  await run('skopeo', [
    'copy',
    '--src-tls-verify=false',
    '--preserve-digests',
    `docker://${name}@${large.image.digest}`,
    `oci:${scratch.path}/copy:x`,
  ]);
  for (const layer of large.layers)
    expect(sha256(readFileSync(join(scratch.path, 'copy/blobs/sha256', layer.digest.slice(7))))).toBe(
      layer.digest,
    );
});

test('what is pushed is read by oras and podman, digest for digest', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  using scratch = new Workspace();
  const name = `${registry.host}/acme/flights`;
  await client.push(small, `${name}:1`, {
    manifests: [
      { descriptor: small.image, tags: [] },
      { descriptor: small.pack, tags: [] },
      { descriptor: small.index, tags: ['all'] },
    ],
  });
  const oras = (...words: string[]) => run('oras', [...words, '--plain-http']);
  expect(sha256(await oras('manifest', 'fetch', `${name}:1`))).toBe(small.image.digest);
  expect(sha256(await oras('manifest', 'fetch', `${name}@${small.pack.digest}`))).toBe(small.pack.digest);
  expect(sha256(await oras('manifest', 'fetch', `${name}:all`))).toBe(small.index.digest);
  for (const layer of small.layers) {
    await oras('blob', 'fetch', '--output', join(scratch.path, 'blob'), `${name}@${layer.digest}`);
    expect(sha256(readFileSync(join(scratch.path, 'blob')))).toBe(layer.digest);
  }
  const podman = podmanIn(scratch, registry);
  await podman('pull', '--quiet', `${name}@${small.image.digest}`);
  const [image] = JSON.parse(await podman('image', 'inspect', `${name}@${small.image.digest}`));
  expect(image.Digest).toBe(small.image.digest);
  expect(image.RootFS.Layers).toEqual(small.layers.map(({ digest }) => digest));
});

/** podman with storage and settings of its own (it takes no part of the machine's). */
function podmanIn({ path }: Workspace, registry: Registry) {
  const conf =
    '[containers]\nnetns = "host"\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n';
  writeFileSync(join(path, 'containers.conf'), conf);
  writeFileSync(
    join(path, 'registries.conf'),
    `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`,
  );
  const env = {
    CONTAINERS_CONF: join(path, 'containers.conf'),
    CONTAINERS_REGISTRIES_CONF: join(path, 'registries.conf'),
  };
  const places = ['--root', join(path, 'storage'), '--runroot', join(path, 'run'), '--storage-driver', 'vfs'];
  return (...words: string[]) => run('podman', [...places, ...words], env);
}

const part = 2 * MB;
const isPatch = (method: string) => method === 'PATCH';
const isUpload = (method: string) => ['POST', 'PATCH', 'PUT'].includes(method);

test('a large blob goes in parts, one behind the other, none larger than asked for', async () => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry);
  await using client = await RegistryClient.open();
  await client.push(large, `${proxy.host}/acme/flights`, { part });
  const [weights] = large.layers;
  const size = weights?.size ?? 0;
  const ranges = proxy.requests('PATCH').map(({ headers }) => headers['content-range']);
  const starts = Array.from({ length: Math.ceil(size / part) }, (_, index) => index * part);
  expect(ranges).toEqual(starts.map((start) => `${start}-${Math.min(start + part, size) - 1}`));
  expect(Math.max(...proxy.seen.map(({ bytes }) => bytes))).toBe(part);
});

test('only what the registry lacks is sent: nothing for the same image, one layer for other code', async () => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry);
  await using client = await RegistryClient.open();
  const to = `${proxy.host}/acme/flights:1`;
  await client.push(small, to);
  proxy.seen.length = 0;
  expect(await client.push(small, to)).toMatchObject({ sent: 0, mounted: 0, present: 3, bytes: 0 });
  expect(proxy.seen.filter(({ method, path }) => isUpload(method) && path.includes('/blobs/'))).toEqual([]);
  // the tag is right as it is, and is not written again
  expect(proxy.requests('PUT').map(({ path }) => path)).toEqual([
    `/v2/acme/flights/manifests/${small.image.digest}`,
  ]);
  using other = new ImageLayout(2 * MB, 'print("other")\n');
  const pushed = await client.push(other, to);
  expect(pushed).toMatchObject({ sent: 2, present: 1 });
  expect(pushed.bytes).toBeLessThan(0.1 * MB);
});

test('blobs of another repository of the registry are mounted, not sent', async () => {
  await using registry = await Registry.start('token');
  await using client = await RegistryClient.open();
  const given = LOGIN;
  await client.push(small, `${registry.host}/acme/base`, { given });
  const pushed = await client.push(small, `${registry.host}/acme/flights:1`, {
    given,
    from: ['acme/none', 'acme/base'],
  });
  expect(pushed).toMatchObject({ sent: 0, mounted: 3, present: 0, bytes: 0 });
  expect(registry.tokens?.asked.at(-1)?.scopes).toContain('repository:acme/base:pull');
});

test('two pushes of one image at the same time both end well', async () => {
  await using registry = await Registry.start();
  await using one = await RegistryClient.open();
  await using other = await RegistryClient.open();
  const to = `${registry.host}/acme/flights:1`;
  // what is waited for takes its time here
  const patience = {
    tries: 5,
    pause: (milliseconds: number) => sleep(milliseconds / 5),
    random: Math.random,
  };
  const pushed = await Promise.all([one, other].map((client) => client.push(large, to, { part, patience })));
  expect(pushed.map(({ digest }) => digest)).toEqual([large.image.digest, large.image.digest]);
  await using reader = await RegistryClient.open();
  expect(await reader.pull(`${registry.host}/acme/flights`, large.image)).toMatchObject({ fetched: 3 });
});

const dockerConfig = (registry: Registry, entry: object) =>
  JSON.stringify({ auths: { [registry.host]: entry } });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const AUTH = { auth: base64(`${LOGIN.username}:${LOGIN.password}`) };

describe.each(['basic', 'token'] as const)('a registry with %s login', (kind) => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await Registry.start(kind);
  });
  afterAll(() => registry[Symbol.asyncDispose]());
  const to = () => `${registry.host}/acme/flights`;

  test('takes the one docker login wrote, whose secrets are masked in the log', async () => {
    await using client = await RegistryClient.open();
    client.workspace.write({ '.docker/config.json': dockerConfig(registry, AUTH) });
    await client.push(small, to());
    expect(await client.pull(to(), small.image)).toMatchObject({ fetched: 3 });
    expect(client.masked).toContain(LOGIN.password);
    expect(client.masked).toContain(AUTH.auth);
    expect(client.lines.join('\n')).not.toContain(LOGIN.password);
  });

  test('takes the one podman login wrote, for the repository before that for its host', async () => {
    await using client = await RegistryClient.open({ XDG_CONFIG_HOME: '' });
    const auths = { [to()]: AUTH, [registry.host]: { auth: base64('ada:wrong') } };
    client.workspace.write({ '.config/containers/auth.json': JSON.stringify({ auths }) });
    expect(await client.push(small, to())).toMatchObject({ retries: 0 });
  });

  test('takes the one of a credential helper', async () => {
    await using client = await RegistryClient.open();
    const { path } = client.workspace;
    const config = JSON.stringify({ credHelpers: { [registry.host]: 'test' } });
    client.workspace.write({ '.docker/config.json': config });
    await using helped = await RegistryClient.open({
      HOME: path,
      PATH: `${path}/bin:${process.env['PATH']}`,
    });
    const answer = JSON.stringify({
      ServerURL: registry.host,
      Username: LOGIN.username,
      Secret: LOGIN.password,
    });
    client.workspace.write({
      'bin/docker-credential-test': `#!/bin/sh\n[ "$1 $(cat)" = "get ${registry.host}" ] && echo '${answer}'\n`,
    });
    chmodSync(join(path, 'bin/docker-credential-test'), 0o755);
    await helped.push(small, to());
    expect(helped.lines.join('\n')).not.toContain(LOGIN.password);
  });

  test('without a login says that it wants one', async () => {
    await using client = await RegistryClient.open();
    const push = client.push(small, to());
    await expect(push).rejects.toThrow(Mistake);
    await expect(push).rejects.toThrow(
      `${registry.host}: wants a login to push to acme/flights, and none was found`,
    );
    await expect(push).rejects.toThrow(
      `Log in before this step: docker login ${registry.host}, on GitHub docker/login-action.`,
    );
    await expect(client.pull(to(), small.image)).rejects.toThrow('wants a login to pull from acme/flights');
  });

  test('with a wrong password says whose login it does not accept, and where that is from', async () => {
    await using client = await RegistryClient.open();
    client.workspace.write({
      '.docker/config.json': dockerConfig(registry, { auth: base64('ada:wrong-password') }),
    });
    const push = client.push(small, to());
    await expect(push).rejects.toThrow(Mistake);
    await expect(push).rejects.toThrow(
      `${registry.host}: does not accept the login of ada from ${client.workspace.path}/.docker/config.json`,
    );
    await expect(push).rejects.toThrow('Check the password or token; it may have run out.');
    await expect(push).rejects.not.toThrow('wrong-password');
  });

  test('that says 401 in the middle is answered once, and the push goes on', async () => {
    await using proxy = await TroubledProxy.before(registry, {
      on: isPatch,
      after: 2,
      trouble: await refusedBy(registry),
    });
    await using client = await RegistryClient.open();
    const name = `acme/${kind}`;
    await client.push(medium, `${proxy.host}/${name}`, { given: LOGIN, part });
    expect(await client.pull(`${registry.host}/${name}`, medium.image, { given: LOGIN })).toMatchObject({
      fetched: 3,
    });
  });

  test('that says 401 for good in the middle ends the push with that', async () => {
    const trouble = await refusedBy(registry);
    await using proxy = await TroubledProxy.before(registry, { on: isPatch, after: 2, times: 2, trouble });
    await using client = await RegistryClient.open();
    const push = client.push(medium, `${proxy.host}/acme/refused`, { given: LOGIN, part });
    await expect(push).rejects.toThrow(Mistake);
    await expect(push).rejects.toThrow(
      kind === 'basic'
        ? `${proxy.host}: does not accept the login of ada from the inputs`
        : `${proxy.host}: does not let the login of ada from the inputs push to acme/refused`,
    );
    expect(proxy.requests('PATCH')).toHaveLength(4);
  });
});

/** What this registry answers to somebody who shows nothing. */
async function refusedBy(registry: Registry): Promise<Trouble> {
  const answer = await fetch(`http://${registry.host}/v2/`);
  const challenge = answer.headers.get('www-authenticate') ?? '';
  return { status: answer.status, headers: { 'www-authenticate': challenge }, body: await answer.text() };
}

test('a refresh token is exchanged, and each token is asked for once', async () => {
  await using registry = await Registry.start('token');
  await using client = await RegistryClient.open();
  client.workspace.write({ '.docker/config.json': dockerConfig(registry, { identitytoken: REFRESH_TOKEN }) });
  await client.push(medium, `${registry.host}/acme/flights`, { part });
  const scopes = ['repository:acme/flights:pull,push', 'repository:acme/flights:pull'];
  expect(registry.tokens?.asked).toEqual([{ method: 'POST', by: 'refresh', scopes }]);
  expect(client.masked).toContain(REFRESH_TOKEN);
});

test('a token that runs out is renewed before it is refused', async () => {
  await using registry = await Registry.start('token');
  await using proxy = await TroubledProxy.before(registry);
  await using client = await RegistryClient.open();
  const { tokens } = registry;
  // good for less than we still use one: each request gets a new one once the second is over
  if (tokens !== null) tokens.lifetime = 5;
  await client.push(small, `${proxy.host}/acme/flights`, { given: LOGIN });
  expect(await client.pull(`${registry.host}/acme/flights`, small.image, { given: LOGIN })).toMatchObject({
    fetched: 3,
  });
});

test('what is public is pulled without a login, and is not pushed to', async () => {
  await using registry = await Registry.start('token');
  await using client = await RegistryClient.open();
  const name = `${registry.host}/public/flights`;
  await client.push(small, name, { given: LOGIN });
  expect(await client.pull(name, small.image)).toMatchObject({ fetched: 3 });
  await expect(client.push(small, name)).rejects.toThrow(
    'wants a login to push to public/flights, and none was found',
  );
});

test('a login is not taken to a place of tokens that is none', async () => {
  await using registry = await Registry.start();
  const headers = { 'www-authenticate': 'Bearer realm="ftp://tokens.example/",service="x"' };
  await using proxy = await TroubledProxy.before(registry, {
    on: () => true,
    trouble: { status: 401, headers },
  });
  await using client = await RegistryClient.open();
  await expect(client.push(small, `${proxy.host}/acme/flights`, { given: LOGIN })).rejects.toThrow(
    `http://${proxy.host} says that its tokens are given out at "ftp://tokens.example/"; a login goes over https only.`,
  );
});

test.each([
  [
    'is not there',
    null,
    'docker-credential-test: is named as credential helper and is not on PATH. Run `echo ',
  ],
  [
    'fails',
    'echo "the keychain is locked"; exit 1',
    'docker-credential-test: ended with status 1: the keychain is locked. Run `echo ',
  ],
  ['talks nonsense', 'echo hello', 'docker-credential-test: did not answer with a name and a secret as JSON'],
  [
    'has nothing',
    'echo "credentials not found in native keychain"; exit 1',
    'wants a login to push to acme/flights, and none was found',
  ],
])('a credential helper that %s', async (_, script, message) => {
  await using registry = await Registry.start('basic');
  using home = new Workspace();
  home.write({ '.docker/config.json': JSON.stringify({ credsStore: 'test' }) });
  home.write({ 'bin/docker-credential-test': `#!/bin/sh\n${script}\n` });
  if (script !== null) chmodSync(join(home.path, 'bin/docker-credential-test'), 0o755);
  else home.remove('bin');
  await using client = await RegistryClient.open({
    HOME: home.path,
    PATH: `${home.path}/bin:${process.env['PATH']}`,
  });
  const push = client.push(small, `${registry.host}/acme/flights`);
  await expect(push).rejects.toThrow(Mistake);
  await expect(push).rejects.toThrow(message);
});

test('the login goes to the registry alone, not where it sends us', async () => {
  await using registry = await Registry.start('basic');
  await using client = await RegistryClient.open();
  await client.push(small, `${registry.host}/acme/flights`, { given: LOGIN });
  const heard: (string | string[] | undefined)[] = [];
  await using storage = await LoopbackServer.start(
    ({ url, headers }) => {
      heard.push(headers['authorization']);
      return {
        status: 200,
        headers: {},
        body: readFileSync(join(small.path, 'blobs/sha256', url.pathname.slice(1))),
      };
    },
    () => {},
  );
  const redirects = small.layers.map(({ digest }) => ({
    on: (method: string, path: string) => method === 'GET' && path.endsWith(digest),
    trouble: { status: 307, headers: { location: `http://127.0.0.1:${storage.port}/${digest.slice(7)}` } },
  }));
  await using proxy = await TroubledProxy.before(registry, ...redirects);
  expect(await client.pull(`${proxy.host}/acme/flights`, small.image, { given: LOGIN })).toMatchObject({
    fetched: 3,
  });
  expect(heard).toEqual([undefined, undefined]);
});

test.each([500, 502, 503, 504, 429])('%d in the middle of a blob is waited out', async (status) => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry, {
    on: isPatch,
    after: 2,
    times: 3,
    trouble: { status },
  });
  await using client = await RegistryClient.open();
  const name = 'acme/flights';
  expect(await client.push(medium, `${proxy.host}/${name}`, { part })).toMatchObject({ retries: 3 });
  // it went on where it was: each part arrived once
  const arrived = proxy.requests('PATCH').length - 3;
  expect(arrived).toBe(Math.ceil((medium.layers[0]?.size ?? 0) / part));
  // half of 1, 2 and 4 s: the pauses double
  expect(client.pauses).toEqual([500, 1000, 2000]);
  expect(client.lines.join('\n')).toContain(
    `the registry answered ${status} to PATCH of the blob ${medium.layers[0]?.digest}; try 2 of 5 in 0.5 s`,
  );
  expect(await client.pull(`${registry.host}/${name}`, medium.image)).toMatchObject({ fetched: 3 });
});

test('500 for good is a fault that says what was tried', async () => {
  await using registry = await Registry.start();
  const body = JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'the store is\n down' }] });
  await using proxy = await TroubledProxy.before(registry, {
    on: isPatch,
    times: 99,
    trouble: { status: 500, body },
  });
  await using client = await RegistryClient.open();
  const push = client.push(medium, `${proxy.host}/acme/flights`, { part });
  await expect(push).rejects.toThrow(Fault);
  await expect(push).rejects.toThrow(
    `the registry of ${proxy.host} answered 500 to PATCH of the blob ${medium.layers[0]?.digest} (the store is down), 5 times in a row. Run this again when it is well.`,
  );
  expect(proxy.requests('PATCH')).toHaveLength(5);
});

test('a registry that says how long to wait is waited for, up to two minutes', async () => {
  await using registry = await Registry.start();
  const busy = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });
  await using proxy = await TroubledProxy.before(registry, { on: isPatch, trouble: busy(7) });
  await using client = await RegistryClient.open();
  await client.push(medium, `${proxy.host}/acme/flights`, { part });
  expect(client.pauses).toEqual([7000]);
  proxy.troubles({ on: (method) => method === 'HEAD', trouble: busy(3600) });
  const push = client.push(small, `${proxy.host}/acme/other`);
  await expect(push).rejects.toThrow(Fault);
  await expect(push).rejects.toThrow('and asks to wait 60 min. Run this again after that.');
});

test('a connection cut in the middle of a blob: the registry is asked what it has, and the upload goes on there', async () => {
  await using registry = await Registry.start();
  const kept = 700_000;
  await using proxy = await TroubledProxy.before(registry, {
    on: isPatch,
    after: 2,
    trouble: { keepThenCut: kept },
  });
  await using client = await RegistryClient.open();
  expect(await client.push(medium, `${proxy.host}/acme/flights`, { part })).toMatchObject({ retries: 1 });
  expect(proxy.requests('GET').filter(({ path }) => path.includes('/uploads/'))).toHaveLength(1);
  const starts = proxy
    .requests('PATCH')
    .map(({ headers }) => Number(headers['content-range']?.split('-')[0]));
  expect(starts).toEqual([0, part, 2 * part, 2 * part + kept, 3 * part + kept]);
  expect(await client.pull(`${registry.host}/acme/flights`, medium.image)).toMatchObject({ fetched: 3 });
});

test.each<[string, Trouble, (method: string, path: string) => boolean]>([
  ['a part is cut', { cutAfter: MB, of: 'request' }, isPatch],
  ['the answer to a part is lost', { lose: 'answer' }, isPatch],
  [
    'the answer to the last request is lost',
    { lose: 'answer' },
    (method, path) => method === 'PUT' && path.includes('/uploads/'),
  ],
  [
    'the answer to the manifest is lost',
    { lose: 'answer' },
    (method, path) => method === 'PUT' && path.includes('/manifests/'),
  ],
])('a registry that forgets the upload gets it anew: %s', async (_, trouble, on) => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry, { on, trouble });
  await using client = await RegistryClient.open();
  expect(await client.push(medium, `${proxy.host}/acme/flights`, { part })).toMatchObject({
    retries: 1,
    sent: 3,
  });
  expect(await client.pull(`${registry.host}/acme/flights`, medium.image)).toMatchObject({ fetched: 3 });
});

test('a connection that is always cut is a fault that says so', async () => {
  await using registry = await Registry.start();
  const cut: Rule = { on: isPatch, times: 99, trouble: { cutAfter: MB, of: 'request' } };
  await using proxy = await TroubledProxy.before(registry, cut);
  await using client = await RegistryClient.open();
  const push = client.push(medium, `${proxy.host}/acme/flights`, { part });
  await expect(push).rejects.toThrow(Fault);
  await expect(push).rejects.toThrow(
    new RegExp(
      `^${proxy.host}: the connection broke during the PATCH of the blob ${medium.layers[0]?.digest} \\(.+\\), 5 times in a row\\. Run this again: what has arrived whole is not sent twice\\.$`,
    ),
  );
});

test.each([
  ['413', { status: 413 }],
  ['416', { status: 416 }],
] as const)('a registry that takes no parts (%s) gets the blob in one piece', async (_, trouble) => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry, { on: isPatch, times: 99, trouble });
  await using client = await RegistryClient.open();
  await client.push(medium, `${proxy.host}/acme/flights`, { part });
  const size = medium.layers[0]?.size ?? 0;
  expect(proxy.requests('PUT').map(({ bytes }) => bytes)).toContain(size);
  expect(client.lines.join('\n')).toContain('it is sent in one piece');
  expect(await client.pull(`${registry.host}/acme/flights`, medium.image)).toMatchObject({ fetched: 3 });
});

test('nobody listens there: the message says where', async () => {
  await using client = await RegistryClient.open();
  const nobody = await Registry.start();
  await nobody[Symbol.asyncDispose]();
  const push = client.push(small, `${nobody.host}/acme/flights`);
  await expect(push).rejects.toThrow(Fault);
  await expect(push).rejects.toThrow(
    `${nobody.host} cannot be reached: it refused the connection 5 times. Check its name and port, and that it runs.`,
  );
});

test('a port that fetch does not speak to is a mistake', async () => {
  await using client = await RegistryClient.open();
  await expect(client.push(small, '127.0.0.1:6000/acme/flights')).rejects.toThrow(
    '127.0.0.1:6000: is on a port that HTTP clients do not speak to. Let it listen on another port.',
  );
});

test('a registry that takes no parts so large gets smaller ones', async () => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry, { on: isPatch, trouble: { status: 413 } });
  await using client = await RegistryClient.open();
  await client.push(large, `${proxy.host}/acme/flights`, { part: 16 * MB });
  const ranges = proxy.requests('PATCH').map(({ headers }) => headers['content-range']);
  expect(ranges.slice(0, 3)).toEqual(['0-15999999', '0-3999999', '4000000-7999999']);
  expect(client.lines.join('\n')).toContain('it is sent in parts of 4.0 MB');
});

test('a file that is cut short while it is sent in one piece is a mistake', async () => {
  await using registry = await Registry.start();
  using layout = new ImageLayout(4 * MB);
  const [weights] = layout.layers;
  if (weights === undefined) expect.fail('no layer');
  const cutShort = (method: string, path: string) => {
    if (method === 'POST' && proxy.requests('PATCH').length > 0) truncateSync(layout.at(weights), MB);
    return isPatch(method) && path !== '';
  };
  await using proxy = await TroubledProxy.before(registry, {
    on: cutShort,
    times: 99,
    trouble: { status: 405 },
  });
  await using client = await RegistryClient.open();
  const push = client.push(layout, `${proxy.host}/acme/flights`, { part });
  await expect(push).rejects.toThrow(Mistake);
  await expect(push).rejects.toThrow('it was changed after the image was packed');
});

test('a registry that takes no small parts gets larger ones', async () => {
  await using registry = await Registry.start();
  const least = { addHeaders: { 'oci-chunk-min-length': String(3 * MB) } };
  await using proxy = await TroubledProxy.before(registry, {
    on: (method) => method === 'POST',
    times: 99,
    trouble: least,
  });
  await using client = await RegistryClient.open();
  await client.push(medium, `${proxy.host}/acme/flights`, { part });
  const [first] = proxy.requests('PATCH');
  expect(first?.headers['content-range']).toBe(`0-${3 * MB - 1}`);
});

test('a host that nobody knows is a mistake', async () => {
  await using client = await RegistryClient.open();
  const unknown = client.push(small, 'registry.invalid/acme/flights');
  await expect(unknown).rejects.toThrow(Mistake);
  await expect(unknown).rejects.toThrow(
    'registry.invalid: is a host that nobody knows. Check how the registry is spelled',
  );
});

test('a registry that speaks no TLS, or shows a certificate of nobody known, is a mistake', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  // this machine under a name that does not say so
  const plain = client.push(small, `0.0.0.0:${registry.port}/acme/flights`);
  await expect(plain).rejects.toThrow(Mistake);
  await expect(plain).rejects.toThrow(`0.0.0.0:${registry.port}: does not speak TLS. Put TLS in front of it`);
  using scratch = new Workspace();
  const [key, cert] = [join(scratch.path, 'key'), join(scratch.path, 'cert')];
  const made = ['req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=test', '-newkey', 'rsa:2048'];
  await run('openssl', [...made, '-keyout', key, '-out', cert]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const stranger = client.push(small, `0.0.0.0:${port}/acme/flights`);
  await expect(stranger).rejects.toThrow(Mistake);
  await expect(stranger).rejects.toThrow(
    `0.0.0.0:${port}: shows a certificate that is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT). Let NODE_EXTRA_CA_CERTS name`,
  );
  server.close();
});

test('a push that is cancelled ends at once, as cancelled', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const on = (method: string) => {
    if (method === 'PATCH') client.cancel();
    return false;
  };
  await using proxy = await TroubledProxy.before(registry, { on, trouble: { status: 500 } });
  const push = client.push(medium, `${proxy.host}/acme/flights`, { part });
  await expect(push).rejects.toThrow(Cancelled);
  await expect(push).rejects.toThrow(`the push of ${proxy.host}/acme/flights was cancelled`);
  expect(proxy.requests('PATCH')).toHaveLength(1);
});

test('a file that was changed, or is gone, is a mistake before anything is sent', async () => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry);
  await using client = await RegistryClient.open();
  using layout = new ImageLayout(1000);
  const [weights] = layout.layers;
  if (weights === undefined) expect.fail('no layer');
  const bytes = readFileSync(layout.at(weights));
  writeFileSync(layout.at(weights), Buffer.from(bytes).fill('x', 600, 700));
  const changed = client.push(layout, `${proxy.host}/acme/flights`);
  await expect(changed).rejects.toThrow(Mistake);
  await expect(changed).rejects.toThrow(
    `${layout.at(weights)}: does not hold the bytes of ${weights.digest}: it was changed after the image was packed. Pack the image again`,
  );
  rmSync(layout.at(weights));
  const gone = client.push(layout, `${proxy.host}/acme/flights`);
  await expect(gone).rejects.toThrow(
    `${layout.at(weights)}: is missing from the image on this disk. Pack the image again.`,
  );
  expect(proxy.seen).toEqual([]);
});

test('a file that changes while it is sent is a mistake, and the registry has no such blob', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  using layout = new ImageLayout(20 * MB);
  const [weights] = layout.layers;
  if (weights === undefined) expect.fail('no layer');
  const spoil = () => writeFileSync(layout.at(weights), Buffer.alloc(weights.size));
  const on = (method: string) => {
    if (method === 'POST') spoil();
    return false;
  };
  await using proxy = await TroubledProxy.before(registry, { on, trouble: { status: 500 } });
  const push = client.push(layout, `${proxy.host}/acme/flights`, { part });
  await expect(push).rejects.toThrow(Mistake);
  await expect(push).rejects.toThrow('it was changed after the image was packed');
  const there = await fetch(`http://${registry.host}/v2/acme/flights/blobs/${weights.digest}`, {
    method: 'HEAD',
  });
  expect(there.status).toBe(404);
});

test('a pull by digest brings back what was pushed, file for file, into a layout skopeo reads', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const name = `${registry.host}/acme/flights`;
  await client.push(large, name);
  const pulled = await client.pull(name, large.image);
  const bytes = large.layers.reduce((sum, { size }) => sum + size, 0);
  expect(pulled).toMatchObject({ descriptor: large.image, fetched: 3, present: 0, retries: 0 });
  expect(pulled.bytes).toBeGreaterThan(bytes);
  for (const one of [large.image, ...large.layers])
    expect(readFileSync(join(client.pulled, blobPath(one.digest))).equals(readFileSync(large.at(one)))).toBe(
      true,
    );
  const inspected = JSON.parse(await run('skopeo', ['inspect', `oci:${client.pulled}`]));
  expect(inspected.Digest).toBe(large.image.digest);
  expect(client.workspace.tree('.mlops/tmp')).toEqual([]);
});

test('a tag is resolved to the digest it stands for now', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const name = `${registry.host}/acme/flights`;
  await client.push(small, `${name}:1`, { manifests: [{ descriptor: small.index, tags: ['all'] }] });
  expect(await client.resolve(`${name}:all`)).toBe(small.index.digest);
  await client.push(small, `${name}:all`);
  expect(await client.resolve(`${name}:all`)).toBe(small.image.digest);
  await expect(client.resolve(`${name}:none`)).rejects.toThrow(`${registry.host}: has no acme/flights`);
});

test('500 and 401 in the middle of a pull are waited out, and answered', async () => {
  await using registry = await Registry.start('basic');
  await using client = await RegistryClient.open();
  await client.push(medium, `${registry.host}/acme/flights`, { given: LOGIN });
  const failing: Rule = { on: isWeights, times: 2, trouble: { status: 500 } };
  const refusing: Rule = { on: isWeights, trouble: await refusedBy(registry) };
  await using proxy = await TroubledProxy.before(registry, failing, refusing);
  expect(await client.pull(`${proxy.host}/acme/flights`, medium.image, { given: LOGIN })).toMatchObject({
    fetched: 3,
    retries: 2,
  });
});

test('a pull of an index brings all its images, and one more image joins what is there', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const name = `${registry.host}/acme/flights`;
  await client.push(small, name, { manifests: [{ descriptor: small.index, tags: [] }] });
  expect(await client.pull(name, small.index)).toMatchObject({ descriptor: small.index, fetched: 4 });
  for (const one of [small.index, small.image, small.pack])
    expect(sha256(readFileSync(join(client.pulled, blobPath(one.digest))))).toBe(one.digest);
  using other = new ImageLayout(1000);
  await client.push(other, name);
  await client.pull(name, other.image);
  const { manifests } = JSON.parse(readFileSync(join(client.pulled, 'index.json'), 'utf8'));
  expect(manifests).toEqual([small.index, other.image]);
});

test('what is there is hashed and not fetched; what was spoiled there is fetched again', async () => {
  await using registry = await Registry.start();
  await using proxy = await TroubledProxy.before(registry);
  await using client = await RegistryClient.open();
  const name = `${proxy.host}/acme/flights`;
  await client.push(small, name);
  await client.pull(name, small.image);
  proxy.seen.length = 0;
  expect(await client.pull(name, small.image)).toMatchObject({ fetched: 0, present: 3, bytes: 0 });
  expect(proxy.seen.filter(({ path }) => path.includes('/blobs/'))).toEqual([]);
  const [weights] = small.layers;
  if (weights === undefined) expect.fail('no layer');
  writeFileSync(join(client.pulled, blobPath(weights.digest)), Buffer.alloc(weights.size));
  expect(await client.pull(name, small.image)).toMatchObject({ fetched: 1, present: 2 });
  expect(sha256(readFileSync(join(client.pulled, blobPath(weights.digest))))).toBe(weights.digest);
});

const isWeights = (method: string, path: string) =>
  method === 'GET' && path.endsWith(`/blobs/${medium.layers[0]?.digest}`);

test('a pull that is cut goes on where it was', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  await client.push(medium, `${registry.host}/acme/flights`);
  const cut: Rule = { on: isWeights, times: 2, trouble: { cutAfter: 2 * MB, of: 'answer' } };
  await using proxy = await TroubledProxy.before(registry, cut);
  expect(await client.pull(`${proxy.host}/acme/flights`, medium.image)).toMatchObject({
    fetched: 3,
    retries: 2,
  });
  const starts = proxy.seen
    .filter(({ method, path }) => isWeights(method, path))
    .map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0));
  // what was on its way when the line went dead is lost
  expect(starts).toHaveLength(3);
  expect(starts).toEqual([0, expect.toSatisfy((at) => at > MB), expect.toSatisfy((at) => at > 2 * MB)]);
  const [weights] = medium.layers;
  expect(sha256(readFileSync(join(client.pulled, blobPath(weights?.digest ?? expect.fail()))))).toBe(
    weights?.digest,
  );
});

test('a pull that cannot end leaves nothing that looks whole, and says why', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  await client.push(medium, `${registry.host}/acme/flights`);
  await using proxy = await TroubledProxy.before(registry, {
    on: isWeights,
    times: 99,
    trouble: { cutAfter: 0, of: 'answer' },
  });
  const pull = client.pull(`${proxy.host}/acme/flights`, medium.image);
  await expect(pull).rejects.toThrow(Fault);
  await expect(pull).rejects.toThrow(
    new RegExp(
      `^${proxy.host}: the connection broke during the GET of the blob ${medium.layers[0]?.digest} .+, 5 times in a row`,
    ),
  );
  expect(client.workspace.has('pulled/index.json')).toBe(false);
  expect(client.workspace.has(`pulled/${blobPath(medium.layers[0]?.digest ?? expect.fail())}`)).toBe(false);
  expect(client.workspace.tree('.mlops/tmp')).toEqual([]);
});

test('other bytes than the digest stands for are never taken', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const name = `${registry.host}/acme/flights`;
  await client.push(small, name);
  const [weights] = small.layers;
  if (weights === undefined) expect.fail('no layer');
  const hex = weights.digest.slice('sha256:'.length);
  const stored = join(registry.storage, 'blobs/sha256', hex.slice(0, 2), hex, 'data');
  writeFileSync(stored, Buffer.alloc(weights.size));
  const pull = client.pull(name, small.image);
  await expect(pull).rejects.toThrow(Fault);
  await expect(pull).rejects.toThrow(
    new RegExp(
      `^${registry.host} sent other bytes than were asked for, each time: bytes of sha256:[0-9a-f]{64} came for ${weights.digest}\\. What lies there is spoiled; push the image again\\.$`,
    ),
  );
  expect(client.workspace.has(`pulled/${blobPath(weights.digest)}`)).toBe(false);
});

test('an image that is not there, and one that is not named by digest, are mistakes', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const digest: BlobDigest = `sha256:${'0'.repeat(64)}`;
  const pull = client.pull(`${registry.host}/acme/flights`, { digest });
  await expect(pull).rejects.toThrow(Mistake);
  await expect(pull).rejects.toThrow(
    `${registry.host}: has no acme/flights@${digest}. Check name and digest.`,
  );
  await expect(client.pullBy(`${registry.host}/acme/flights:latest`)).rejects.toThrow(
    `image = "${registry.host}/acme/flights:latest": names no digest. Give it by digest, as the push said it: name@sha256:…`,
  );
});

test('an image of Docker’s own kind is refused with the way out', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  const name = `${registry.host}/acme/flights`;
  await client.push(small, `${name}:1`);
  const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  await run('skopeo', ['copy', ...tls, '--format', 'v2s2', `docker://${name}:1`, `docker://${name}:docker`]);
  const [docker] = JSON.parse(
    `[${await run('skopeo', ['inspect', '--tls-verify=false', `docker://${name}:docker`])}]`,
  );
  await expect(client.pull(name, { digest: docker.Digest })).rejects.toThrow('skopeo copy --format oci');
});

test('a disk without room for the image is a mistake that says how much it lacks', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  using elsewhere = new Workspace();
  await client.push(medium, `${registry.host}/acme/flights`);
  const told = await onSmallDisk(elsewhere, `${registry.host}/acme/flights@${medium.image.digest}`);
  expect(told).toMatch(
    /Mistake: pulled: has no room for the image: it needs 7\.\d MB, and 4\.\d MB are free\. Make room/,
  );
});

test('a disk that fills up meanwhile is a mistake that names the file', async () => {
  await using registry = await Registry.start();
  await using client = await RegistryClient.open();
  using elsewhere = new Workspace();
  await client.push(medium, `${registry.host}/acme/flights`);
  const name = `${registry.host}/acme/flights@${medium.image.digest}`;
  const told = await onSmallDisk(elsewhere, name, '.mlops');
  expect(told).toMatch(/Mistake: \.mlops\/tmp\/.+\.part: cannot be written: the disk is full\. Make room/);
  expect(elsewhere.has(`pulled/${blobPath(medium.layers[0]?.digest ?? expect.fail())}`)).toBe(false);
  expect(elsewhere.has('pulled/index.json')).toBe(false);
});

/** Pulls in a process of its own, for which a folder lies on a disk of 4 MiB; gives the error's text. */
async function onSmallDisk({ path }: Workspace, name: string, folder = 'pulled'): Promise<string> {
  const script = 'mkdir -p "$1" && mount -t tmpfs -o size=4m small "$1" && exec "$2" "$3" "$4" "$5"';
  const program = join(import.meta.dirname, 'harness/pulling.ts');
  const words = ['-rm', 'bash', '-c', script, '-', join(path, folder), process.execPath, program, path, name];
  const { stdout } = await execute('unshare', words, { cwd: join(import.meta.dirname, '..') });
  return stdout;
}
