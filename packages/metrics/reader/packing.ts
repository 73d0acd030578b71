import { Readable } from 'node:stream';
import { Mistake } from '#kit/outcome';
import { framewise, isZstd } from '#kit/zstd';
import { joined } from './chunks.ts';
import { said, unreadable } from './format.ts';

/** Packed bytes that end in the middle. What came before is whole; how many rows that are, the reader knows. */
export class CutShort extends Error {
  readonly #kind: string;

  constructor(kind: string, cause: unknown) {
    super(`its ${kind} ends in the middle`, { cause });
    this.#kind = kind;
  }

  /** `rows`: what was read until then; null for formats of which a part is worth nothing */
  of(file: string, rows: number | null): Mistake {
    const after = rows === null ? '' : `, after ${rows} whole rows`;
    const what = `is cut short: its ${this.#kind} ends in the middle${after}`;
    return unreadable(file, what, 'Write it again, and let the writer close it.', undefined, this.cause);
  }
}

const PACKINGS = [
  {
    kind: 'gzip',
    is: ([first, second]: Uint8Array) => first === 0x1f && second === 0x8b,
    pieces: (chunks: AsyncIterable<Uint8Array>) => chunks,
    unpack: async () => (await import('node:zlib')).createGunzip(),
  },
  {
    kind: 'zstd',
    is: isZstd,
    pieces: framewise,
    unpack: async () => (await import('node:zlib')).createZstdDecompress(),
  },
] as const;

type Packing = (typeof PACKINGS)[number];

/** Unpacked bytes, whatever the name says: gzip and zstd begin with bytes that no table begins with. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const first = await atLeast(source, 4);
  const packing = PACKINGS.find(({ is }) => is(first));
  const all = withFirst(first, source);
  if (packing === undefined) yield* all;
  else yield* byPacking(all, packing, file);
}

async function* byPacking(
  chunks: AsyncIterable<Uint8Array>,
  { kind, pieces, unpack }: Packing,
  file: string,
) {
  const stream = await unpack();
  const source = Readable.from(pieces(chunks));
  source.on('error', (error) => stream.destroy(error));
  try {
    yield* source.pipe(stream);
  } catch (error) {
    if (error instanceof Mistake) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR' || /unexpected end|incomplete/i.test(said(error)))
      throw new CutShort(kind, error);
    const remedy = 'It may be damaged: write it again.';
    throw unreadable(file, `cannot be unpacked as ${kind}: ${said(error)}`, remedy, undefined, error);
  }
}

async function atLeast(source: AsyncIterator<Uint8Array>, count: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < count; ) {
    const { done, value } = await source.next();
    if (done === true) break;
    pieces.push(value);
    length += value.length;
  }
  return joined(pieces);
}

async function* withFirst(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
