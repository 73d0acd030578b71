import { expect, test } from 'vitest';
import { type Line, linesOf } from './lines.ts';

/** Bytes in chunks of `size`, as a disk might give them. */
async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(bytes: Uint8Array, size: number, longest?: number): Promise<Line[]> {
  const found: Line[] = [];
  for await (const lines of linesOf(chunks(bytes, size), longest)) found.push(...lines);
  return found;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([1, 2, 3, 7, 100])('lines are the same whatever the chunks (%i bytes)', async (size) => {
  const found = await all(utf8('one\n\nthrée\nfour'), size);
  expect(found).toEqual([
    { number: 1, text: 'one', bytes: 3, ended: true },
    { number: 2, text: '', bytes: 0, ended: true },
    { number: 3, text: 'thrée', bytes: 6, ended: true },
    { number: 4, text: 'four', bytes: 4, ended: false },
  ]);
});

test('a file that ends with a line end has no last line without one; an empty file has none at all', async () => {
  expect((await all(utf8('a\nb\n'), 2)).map(({ text, ended }) => [text, ended])).toEqual([
    ['a', true],
    ['b', true],
  ]);
  expect(await all(utf8(''), 2)).toEqual([]);
});

test.each([1, 4, 100])(
  'a line that is too long is counted and not kept; the next one is (%i bytes)',
  async (size) => {
    const found = await all(utf8(`${'x'.repeat(11)}\n${'y'.repeat(10)}\n${'z'.repeat(50)}`), size, 10);
    expect(found).toEqual([
      { number: 1, text: null, bytes: 11, ended: true },
      { number: 2, text: 'y'.repeat(10), bytes: 10, ended: true },
      { number: 3, text: null, bytes: 50, ended: false },
    ]);
  },
);

test('a line that is no UTF-8 has no text, and takes no other with it', async () => {
  const found = await all(Uint8Array.of(0x61, 10, 0xff, 0xfe, 10, 0x62, 10), 3);
  expect(found.map(({ text }) => text)).toEqual(['a', null, 'b']);
});
