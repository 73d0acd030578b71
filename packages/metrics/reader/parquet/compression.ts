import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors as library } from 'hyparquet-compressors';
import { snappyUncompressor } from 'hysnappy';

/** Compiled when first asked for, and once: the library compiles it for every page. */
let snappy: ReturnType<typeof snappyUncompressor> | null = null;

/** Node's own for what it knows, the library's for the rest. */
export const compressors: Compressors = {
  ...library,
  SNAPPY: (bytes, length) => {
    if (lengthSaid(bytes) !== length) throw new Error('a page is not as long as its header says');
    const known = snappy ?? snappyUncompressor();
    snappy = null; // one that failed in the middle is not used again
    const page = known(bytes, length);
    snappy = known;
    return page;
  },
  GZIP: (bytes, length) => gunzipSync(bytes, most(length)),
  BROTLI: (bytes, length) => brotliDecompressSync(bytes, most(length)),
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, most(length)),
};

/** A page says how long it is; one that unpacks to more is damaged. */
function most(length: number) {
  return { maxOutputLength: Math.max(length, 1) };
}

/** How long a page is by what Snappy begins with, seven bits a byte; else it would end with what the last one left. */
function lengthSaid(bytes: Uint8Array): number {
  let length = 0;
  for (const [at, byte] of bytes.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  return length;
}
