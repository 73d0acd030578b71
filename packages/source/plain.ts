import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { framewise } from '#kit/zstd';

/** A file's bytes as a stream, unpacked by its extension (.gz, .zst). */
export interface Plain {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** after all was read: SHA-256 and size of the file as it was read, which may grow meanwhile */
  digest(): { readonly sha256: string; readonly size: number };
  /** after all was read: the packed file ends in the middle, as one that is still written does */
  cutShort(): boolean;
}

/** Reads a file once: hashed as it is on disk, given as it is unpacked. */
export function plainBytes(path: string, { files }: Pick<Host, 'files'>): Plain {
  const hash = createHash('sha256');
  let size = 0;
  async function* counted() {
    for await (const chunk of files.stream(path)) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const unpack = UNPACK.find(({ extension }) => path.endsWith(extension));
  let cut = false;
  async function* unpacked({ pieces, make }: NonNullable<typeof unpack>) {
    const source = Readable.from(pieces(counted()));
    const out = make();
    source.on('error', (error) => out.destroy(error));
    try {
      yield* source.pipe(out);
    } catch (error) {
      if (error instanceof Mistake) throw error;
      if (!isCut(error)) throw damaged(path, error);
      cut = true;
    }
  }
  return {
    chunks: unpack === undefined ? counted() : unpacked(unpack),
    digest: () => ({ sha256: hash.digest('hex'), size }),
    cutShort: () => cut,
  };
}

const UNPACK = [
  { extension: '.gz', pieces: (chunks: AsyncIterable<Uint8Array>) => chunks, make: () => createGunzip() },
  { extension: '.zst', pieces: framewise, make: () => createZstdDecompress() },
] as const;

function isCut(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'Z_BUF_ERROR' || /unexpected end/i.test(String(error));
}

function damaged(path: string, cause: unknown): Mistake {
  const what = `cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new Mistake(
    { subject: path, what, remedy: 'Pack it again, or take it out of the globs.' },
    { cause },
  );
}
