import type { Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { blobDigest, plain } from './blob.ts';
import { type BlobDigest, blobPath, type Descriptor, type Manifest, MEDIA } from './descriptor.ts';
import { readManifest } from './image.ts';
import { INDEX, indexOf, MARKER } from './layout.ts';

/** The first file of a layout that is not what its manifest says; `found` is null where it is not there. */
export interface Flaw {
  readonly path: string;
  readonly expected: Digest;
  readonly found: Digest | null;
}

type Ports = Pick<Host, 'files' | 'digests'>;

/**
 * What is wrong with an image in its layout: its manifest, configuration and layers, and the files that make the folder
 * a layout. null: every byte is what it has to be.
 */
export async function flawOfImage(
  layout: string,
  image: Digest,
  modelpack: Digest,
  host: Ports,
): Promise<Flaw | null> {
  const flaw = (await flawOfBlob(layout, image, host)) ?? null;
  if (flaw !== null) return flaw;
  const { config, layers } = await readManifest(layout, blobDigest(image), host);
  for (const { digest } of [config, ...layers]) {
    const found = await flawOfBlob(layout, plain(digest), host);
    if (found !== null) return found;
  }
  return (
    (await flawOfFile(layout, MARKER.path, digestOf(MARKER.content), host)) ??
    (await flawOfFile(layout, INDEX, await indexDigest(layout, image, modelpack, host), host))
  );
}

/** The same of the ModelPack's own blobs; its layers are the image's. */
export async function flawOfModelpack(layout: string, modelpack: Digest, host: Ports): Promise<Flaw | null> {
  const flaw = await flawOfBlob(layout, modelpack, host);
  if (flaw !== null) return flaw;
  const { config } = await readManifest(layout, blobDigest(modelpack), host);
  return flawOfBlob(layout, plain(config.digest), host);
}

async function indexDigest(
  layout: string,
  image: Digest,
  modelpack: Digest,
  { files }: Ports,
): Promise<Digest> {
  const described = async (digest: Digest): Promise<Descriptor> => {
    const own: BlobDigest = blobDigest(digest);
    const path = `${layout}/${blobPath(own)}`;
    const size = (await files.exists(path)) === 'file' ? (await files.bytes(path)).length : 0;
    return { mediaType: MEDIA.manifest satisfies Manifest['mediaType'], digest: own, size };
  };
  const pack = { ...(await described(modelpack)), artifactType: MEDIA.model.manifest };
  return digestOf(indexOf(await described(image), pack));
}

function flawOfBlob(layout: string, digest: Digest, host: Ports): Promise<Flaw | null> {
  return flawOfFile(layout, blobPath(blobDigest(digest)), digest, host);
}

async function flawOfFile(
  layout: string,
  path: string,
  expected: Digest,
  { digests }: Ports,
): Promise<Flaw | null> {
  const [file] = await digests.ofFiles([`${layout}/${path}`]);
  return file?.sha256 === expected ? null : { path, expected, found: file?.sha256 ?? null };
}
