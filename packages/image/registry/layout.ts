import { join } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { type BlobDigest, blobPath, type Descriptor } from '../descriptor.ts';
import { partsOf } from './manifest.ts';
import { type Cargo, changed } from './upload.ts';

type Ports = Pick<Host, 'files' | 'digests'>;

/** A manifest of a layout, with its bytes. */
export interface Loaded {
  readonly digest: BlobDigest;
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What there is to push: manifests, each behind those it refers to, and their blobs, each once. */
export interface Freight {
  readonly manifests: readonly Loaded[];
  readonly blobs: readonly Cargo[];
}

/**
 * Everything the manifests of a layout refer to, each file's bytes compared with its digest.
 *
 * @throws Mistake for a file that is missing, or holds other bytes
 */
export async function freightOf(
  layout: string,
  manifests: readonly Descriptor[],
  host: Ports,
): Promise<Freight> {
  const loaded = new Map<string, Loaded>();
  const blobs = new Map<string, Cargo>();
  const load = async (descriptor: Descriptor): Promise<void> => {
    if (loaded.has(descriptor.digest)) return;
    const path = join(layout, blobPath(descriptor.digest));
    await demandWhole([{ descriptor, path }], host);
    const bytes = new Uint8Array(await host.files.bytes(path));
    const parts = partsOf(bytes, descriptor.mediaType, path);
    for (const child of parts.manifests) await load(child);
    for (const blob of parts.blobs)
      blobs.set(blob.digest, { descriptor: blob, path: join(layout, blobPath(blob.digest)) });
    loaded.set(descriptor.digest, { digest: descriptor.digest, mediaType: parts.mediaType, bytes });
  };
  for (const descriptor of manifests) await load(descriptor);
  await demandWhole([...blobs.values()], host);
  return { manifests: [...loaded.values()], blobs: [...blobs.values()] };
}

async function demandWhole(cargo: readonly Cargo[], { digests, files }: Ports): Promise<void> {
  for (const { path } of cargo) {
    if ((await files.exists(path)) === 'file') continue;
    const remedy = 'Pack the image again.';
    throw new Mistake({ subject: path, what: 'is missing from the image on this disk', remedy });
  }
  const found = await digests.ofFiles(cargo.map(({ path }) => path));
  const known = new Map(found.map((file) => [file.path, file]));
  for (const one of cargo) {
    const file = known.get(one.path);
    const { digest, size } = one.descriptor;
    if (`sha256:${file?.sha256}` !== digest || file?.size !== size) throw changed(one);
  }
}
