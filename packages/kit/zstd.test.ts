import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framewise, isZstd } from './zstd.ts';

/** A frame to be skipped, as RFC 8878, section 3.1.2 has it: a magic number, the size, and what is not read. */
const SKIPPED = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 0x28, 0xb5);

const content = fc.oneof(
  fc.constant(new Uint8Array(0)),
  fc.uint8Array({ maxLength: 600 }),
  // blocks of one byte said once, and more than one block
  fc.integer({ min: 1, max: 400_000 }).map((size) => new Uint8Array(size).fill(7)),
);
const frame = fc.oneof(
  { weight: 1, arbitrary: fc.constant(SKIPPED) },
  {
    weight: 4,
    arbitrary: fc.tuple(content, fc.boolean(), fc.boolean()).map(([bytes, checked, sized]) =>
      Uint8Array.from(
        zstdCompressSync(bytes, {
          params: {
            [constants.ZSTD_c_checksumFlag]: Number(checked),
            [constants.ZSTD_c_contentSizeFlag]: Number(sized),
          },
        }),
      ),
    ),
  },
);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('frames that libzstd wrote end where a piece ends, however they come, and no byte is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 2000 }),
      async (frames, size) => {
        const whole = Buffer.concat(frames);
        const pieces = await Array.fromAsync(framewise(inPieces(whole, size)));
        expect(Buffer.concat(pieces).equals(whole)).toBe(true);
        const ends = new Set<number>();
        for (const piece of pieces) ends.add((ends.size === 0 ? 0 : Math.max(...ends)) + piece.length);
        let end = 0;
        for (const { length } of frames) {
          end += length;
          expect(ends.has(end)).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test.each<[number[], boolean]>([
  [[0x28, 0xb5, 0x2f, 0xfd], true],
  [[0x50, 0x2a, 0x4d, 0x18], true],
  [[0x5f, 0x2a, 0x4d, 0x18], true],
  [[0x60, 0x2a, 0x4d, 0x18], false],
  [[0x28, 0xb5, 0x2f], false],
  [[], false],
])('%j begins as Zstandard does: %j', (bytes, expected) => {
  expect(isZstd(Uint8Array.from(bytes))).toBe(expected);
});
