import { createHash } from 'node:crypto';
import { Mistake } from '#kit/outcome';
import type { Files, Host } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { type BlobDigest, blobPath, type Descriptor } from './descriptor.ts';

/** A manifest or a config is small; what claims to be one and is larger is not read. */
const SMALL = 4 * 1024 * 1024;

/** A digest as OCI spells it. */
export function blobDigest(digest: Digest): BlobDigest {
  return `sha256:${digest}`;
}

/** `sha256:` taken away */
export function plain(digest: BlobDigest): Digest {
  return digest.slice('sha256:'.length);
}

/** Bytes on their way, with the digest and size of all that has passed. */
export interface Measuring {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** of what has passed so far */
  found(): { readonly digest: BlobDigest; readonly size: number };
}

/** A stream with its digest and size, counted as it passes. */
export function measuring(source: AsyncIterable<Uint8Array>): Measuring {
  const hash = createHash('sha256');
  let size = 0;
  async function* passing() {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  return { bytes: passing(), found: () => ({ digest: blobDigest(hash.copy().digest('hex')), size }) };
}

/** Writes a blob whose digest is known when it has passed: under another name first. */
export async function pourBlob(
  layout: string,
  mediaType: string,
  source: AsyncIterable<Uint8Array>,
  files: Pick<Files, 'write' | 'move'>,
): Promise<Descriptor> {
  const passing = measuring(source);
  const draft = `${layout}/blobs/draft`;
  await files.write(draft, passing.bytes);
  const { digest, size } = passing.found();
  await files.move(draft, `${layout}/${blobPath(digest)}`);
  return { mediaType, digest, size };
}

/** Writes a blob that is small enough for memory under its digest. */
export async function writeBlob(
  layout: string,
  mediaType: string,
  content: string,
  files: Pick<Files, 'write'>,
): Promise<Descriptor> {
  const digest = blobDigest(digestOf(content));
  await files.write(`${layout}/${blobPath(digest)}`, content);
  return { mediaType, digest, size: Buffer.byteLength(content) };
}

/** A small blob, found to have its digest. */
export async function readBlob(
  layout: string,
  digest: BlobDigest,
  host: Pick<Host, 'files'>,
): Promise<Uint8Array> {
  const path = `${layout}/${blobPath(digest)}`;
  if ((await host.files.exists(path)) !== 'file') throw missing(layout, digest);
  const chunks: Uint8Array[] = [];
  const passing = measuring(host.files.stream(path));
  for await (const chunk of passing.bytes) {
    chunks.push(chunk);
    if (passing.found().size > SMALL) throw damaged(layout, digest, `more than ${SMALL} bytes`);
  }
  const { digest: found } = passing.found();
  if (found !== digest) throw damaged(layout, digest, found);
  return Buffer.concat(chunks);
}

/** A layout without a blob that it names. */
export function missing(layout: string, digest: BlobDigest): Mistake {
  const remedy = 'Run containerize again, or pull the image again.';
  return new Mistake({ subject: layout, what: `holds no blob ${digest}`, remedy });
}

/** A blob with other bytes than its name says. */
export function damaged(layout: string, digest: BlobDigest, found: string): Mistake {
  const what = `is not what its name says: expected ${digest}, found ${found}`;
  const remedy = 'The image was changed or its disk is damaged: run containerize again, or pull it again.';
  return new Mistake({ subject: `${layout}/${blobPath(digest)}`, what, remedy });
}
