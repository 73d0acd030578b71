import { expect, it } from 'vitest';
import { hashesOf } from './keys.ts';

// Landon Curt Noll's test vectors of FNV-1a, 32 bits: "", "a", "b", "foobar"
const VECTORS: readonly (readonly [string, number])[] = [
  ['a', 0xe40c292c],
  ['b', 0xe70c2de5],
  ['foobar', 0xbf9cf968],
];

it('a cell is numbered by FNV-1a of its text', () => {
  const column = {
    kind: 'text' as const,
    codes: Int32Array.of(2, 0, 1, 0),
    values: VECTORS.map(([text]) => text),
  };
  const numbers = VECTORS.map(([, number]) => number | 0);
  expect([...hashesOf(column)]).toEqual([numbers[2], numbers[0], numbers[1], numbers[0]]);
});

it('a number and its text are one', () => {
  const numbers = { kind: 'number' as const, values: Float64Array.of(7, 0.5) };
  const texts = { kind: 'text' as const, codes: Int32Array.of(0, 1), values: ['7', '0.5'] };
  expect(hashesOf(numbers)).toEqual(hashesOf(texts));
});
