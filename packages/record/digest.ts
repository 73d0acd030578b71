import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';

/** Lower-case hexadecimal SHA-256. */
export type Digest = string;

export function digestOf(content: Uint8Array | string): Digest {
  return createHash('sha256').update(content).digest('hex');
}

/** Of bytes that need not fit into memory. */
export async function digestOfStream(chunks: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

export function digestOfValue(value: unknown): Digest {
  return digestOf(canonical(value));
}

export interface FileDigest {
  readonly path: string;
  readonly size: number;
  readonly sha256: Digest;
}

/**
 * A directory or dataset: SHA-256 of the canonical JSON of its files sorted by code point of their paths, so
 * that names count and the order of reading does not.
 */
export function digestOfTree(files: readonly FileDigest[]): Digest {
  const sorted = files.map(({ path, size, sha256 }) => ({ path, size, sha256 })).sort(byPath);
  return digestOfValue(sorted);
}

/** Code points, as UTF-8 bytes compare; JavaScript's own order is by UTF-16 unit. */
function byPath(one: FileDigest, other: FileDigest): number {
  return Buffer.compare(Buffer.from(one.path), Buffer.from(other.path));
}
