import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImageLayout } from '#harness/image-layout';
import { Registry } from '#harness/registry';
import { RegistryClient } from '#harness/registry-client';
import { Workspace } from '#harness/workspace';
import type { BlobDigest } from '#image/descriptor';
import { toolPath } from '../scripts/install.ts';

/** Pushing to and pulling from a real docker-registry, read again by skopeo, oras and podman. */
const MB = 1_000_000;
let large: ImageLayout;
let small: ImageLayout;
beforeAll(() => {
  large = new ImageLayout(50 * MB);
  small = new ImageLayout(2 * MB);
});
afterAll(() => {
  large[Symbol.dispose]();
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
