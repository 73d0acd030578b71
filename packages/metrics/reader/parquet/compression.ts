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
    snappy ??= snappyUncompressor();
    return snappy(bytes, length);
  },
  GZIP: (bytes, length) => gunzipSync(bytes, most(length)),
  BROTLI: (bytes, length) => brotliDecompressSync(bytes, most(length)),
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, most(length)),
};

/** A page says how long it is; one that unpacks to more is damaged. */
function most(length: number) {
  return { maxOutputLength: Math.max(length, 1) };
}
