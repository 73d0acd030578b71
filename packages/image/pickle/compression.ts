import { pipeline, Readable } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { framewise } from '#kit/zstd';

const OPENERS = { gzip: createGunzip, zlib: createInflate, zstd: createZstdDecompress } as const;

export type Compression = keyof typeof OPENERS;

/** The bytes that were compressed. */
export async function* expanded(
  kind: Compression,
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const opening = OPENERS[kind]();
  // whoever reads learns of an error by the iteration
  const pieces = kind === 'zstd' ? framewise(source) : source;
  pipeline(Readable.from(pieces, { objectMode: false }), opening, () => undefined);
  for await (const chunk of opening) if (chunk instanceof Uint8Array) yield chunk;
}
