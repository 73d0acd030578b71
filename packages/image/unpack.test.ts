import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DiskFiles, diskFiles } from '#host/files';
import { Mistake } from '#kit/outcome';
import { digestOf } from '#record/digest';
import { type BlobDigest, MEDIA } from './descriptor.ts';
import { readImage } from './image.ts';
import { packImage } from './pack.ts';
import { unpackImage } from './unpack.ts';

let root: string;
let files: DiskFiles;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unpack-'));
  files = diskFiles({ root, workspace: root });
});
afterEach(async () => {
  await files[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

const CONTENT = {
  'models/m.bin': 'weights',
  'app/serve.sh': '#!/bin/sh\necho hi\n',
  'app/lib/é.py': 'x = 1\n',
};
const IDENTITY = {
  model: 'm',
  digests: { model: digestOf('weights'), environment: digestOf('e'), data: null },
  revision: null,
  source: null,
  path: '/models/m.bin',
  lock: '/app/requirements.txt',
  platform: { os: 'linux', architecture: 'amd64' },
};

async function packed(): Promise<string> {
  for (const [path, content] of Object.entries(CONTENT)) await files.write(path, content);
  const all = Object.entries(CONTENT).map(([path, content]) => {
    return { path, source: path, program: true, size: Buffer.byteLength(content), sha256: digestOf(content) };
  });
  const of = (start: string) => ({ path: start, files: all.filter(({ path }) => path.startsWith(start)) });
  const concerns = { weights: of('models'), environment: { path: 'app', files: [] }, code: of('app') };
  const { image } = await packImage({ identity: IDENTITY, concerns }, 'layout', { files });
  return image.digest.slice(7);
}

/** A layout whose one layer is what `fill` packs. */
async function foreign(fill: (packing: ReturnType<typeof pack>) => void, mediaType: string = MEDIA.layer) {
  const packing = pack();
  fill(packing);
  packing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packing) chunks.push(Buffer.from(chunk as Uint8Array));
  return layoutOf(Buffer.concat(chunks), mediaType);
}

async function layoutOf(layer: Buffer, mediaType: string = MEDIA.layer): Promise<string> {
  const put = async (content: Buffer | string, type: string) => {
    const digest = digestOf(content);
    await files.write(`layout/blobs/sha256/${digest}`, content);
    return { mediaType: type, digest: `sha256:${digest}` satisfies BlobDigest, size: content.length };
  };
  const blob = await put(layer, mediaType);
  const config = await put(
    JSON.stringify({ rootfs: { type: 'layers', diff_ids: [blob.digest] } }),
    MEDIA.config,
  );
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [blob] };
  return (await put(JSON.stringify(manifest), MEDIA.manifest)).digest.slice(7);
}

const refused = async (digest: string) => {
  const error: unknown = await unpackImage('layout', digest, 'out', { files }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Mistake);
  expect(readdirSync(root).filter((name) => name.startsWith('out'))).toEqual([]);
  return error instanceof Error ? error.message : '';
};

test('what was packed comes out: paths, bytes and programs', async () => {
  await unpackImage('layout', await packed(), 'out', { files });
  for (const [path, content] of Object.entries(CONTENT))
    expect(readFileSync(join(root, 'out', path), 'utf8')).toBe(content);
  expect(execFileSync(join(root, 'out/app/serve.sh'), { encoding: 'utf8' })).toBe('hi\n');
  expect(statSync(join(root, 'out/models/m.bin')).mode & 0o111).toBe(0);
});

test('it takes the place of what was there, whole', async () => {
  await files.write('out/old.txt', 'old');
  await unpackImage('layout', await packed(), 'out', { files });
  expect(existsSync(join(root, 'out/old.txt'))).toBe(false);
});

test('an image says what it is', async () => {
  const image = await readImage('layout', await packed(), { files });
  expect(image).toMatchObject({
    modelPath: '/models/m.bin',
    lockPath: '/app/requirements.txt',
    workingDir: '/app',
    model: digestOf('weights'),
    environment: digestOf('e'),
    data: null,
  });
});

test('any changed byte of any blob is refused by its digest, and nothing is left', async () => {
  const digest = await packed();
  for (const name of readdirSync(join(root, 'layout/blobs/sha256'))) {
    const path = join(root, 'layout/blobs/sha256', name);
    const whole = readFileSync(path);
    const manifests = JSON.parse(readFileSync(join(root, 'layout/index.json'), 'utf8')).manifests;
    // the ModelPack's own blobs are not of the image
    const used = JSON.stringify(await readImage('layout', digest, { files })).includes(name);
    if (!used || name === manifests[1].digest.slice(7)) continue;
    for (const at of [0, Math.floor(whole.length / 2), whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      expect(await refused(digest)).toContain(
        `is not what its name says: expected sha256:${name}, found sha256:`,
      );
    }
    writeFileSync(path, whole);
  }
});

test('a blob that is not there is named', async () => {
  const digest = await packed();
  const { layers } = await readImage('layout', digest, { files });
  rmSync(join(root, 'layout/blobs/sha256', layers[1]?.digest.slice(7) ?? ''));
  expect(await refused(digest)).toContain(`layout: holds no blob ${layers[1]?.digest}`);
});

test.each(['../evil', '/etc/evil', 'a/../../evil', 'a\\..\\evil', 'C:/evil', 'a\0b'])(
  'an entry %j leads out and is refused',
  async (name) => {
    const digest = await foreign((packing) => {
      packing.entry({ name: 'fine' }, 'fine');
      packing.entry({ name, pax: { path: name } }, 'evil');
    });
    expect(await refused(digest)).toContain('which leads out of the folder');
    expect(existsSync(join(root, 'evil'))).toBe(false);
  },
);

test.each(['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const)(
  'a %s is refused',
  async (type) => {
    const digest = await foreign(
      (packing) => void packing.entry({ name: 'odd', type, linkname: '/etc/passwd' }),
    );
    expect(await refused(digest)).toContain(`holds "odd", which is no file and no folder but ${type}`);
  },
);

test('a file behind a link of the same name cannot be written through it', async () => {
  mkdirSync(join(root, 'elsewhere'));
  const digest = await foreign((packing) => {
    packing.entry({ name: 'link', type: 'symlink', linkname: join(root, 'elsewhere') });
    packing.entry({ name: 'link/evil' }, 'evil');
  });
  await refused(digest);
  expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
});

test('a file of a layer below that is taken away is refused', async () => {
  expect(
    await refused(await foreign((packing) => void packing.entry({ name: 'app/.wh.serve.py' }, ''))),
  ).toContain('takes "app/.wh.serve.py" away from a layer below it');
});

test('a compressed layer, and one that is no tar, are refused', async () => {
  const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
  expect(await refused(await foreign((packing) => void packing.entry({ name: 'a' }, 'a'), gzip))).toContain(
    `is a layer of the type ${gzip}`,
  );
  expect(await refused(await layoutOf(Buffer.alloc(2048, 'x')))).toContain('is no tar that can be read');
});

test('a digest that is none of an image is refused', async () => {
  await packed();
  expect(await refused('0'.repeat(64))).toContain(`layout: holds no blob sha256:${'0'.repeat(64)}`);
});

test('a disk without the room is said before anything is written', async () => {
  const digest = await packed();
  const full = { ...files, free: () => Promise.resolve(1000) };
  await expect(unpackImage('layout', digest, 'out', { files: full })).rejects.toThrow(
    /out: has too little room for the image: \d+ bytes are needed, 1000 are free\. Make room/,
  );
  expect(existsSync(join(root, 'out'))).toBe(false);
});
