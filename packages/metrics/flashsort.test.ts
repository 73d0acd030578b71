import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flashsort } from './flashsort.ts';

function sorted(values: Float64Array): Float64Array {
  const own = values.slice();
  flashsort(own, 0, own.length, new Float64Array(own.length));
  return own;
}

test.each<[string, (row: number) => number]>([
  ['spread evenly', (row) => ((row * 7919) % 100_003) / 100_003],
  ['crowded at one end', (row) => Math.exp(-((row * 7919) % 601))],
  ['crowded but for one', (row) => (row === 77 ? 1e300 : ((row * 31) % 997) * 1e-9)],
  [
    'further apart than the greatest double',
    (row) => (row % 2 === 0 ? -1.7e308 : 1.7e308) / ((row % 11) + 1),
  ],
  ['closer than the least', (row) => (row % 3) * 5e-324],
  ['few different ones', (row) => (row * 31) % 7],
  ['all the same', () => 0.25],
  ['in order', (row) => row],
  ['in reverse', (row) => -row],
])('values that lie %s are put in order', (_, of) => {
  for (const rows of [0, 1, 2, 33, 20_000]) {
    const values = Float64Array.from({ length: rows }, (_, row) => of(row));
    expect(sorted(values)).toEqual(values.toSorted());
  }
});

test('any doubles are put in order', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (some) => {
      const many = Float64Array.from(
        { length: 40 * some.length },
        (_, row) => some[(row * 7) % some.length] ?? 0,
      );
      // 0 and -0 are equal, and may stand in any order
      expect(sorted(many).map((one) => one + 0)).toEqual(many.toSorted().map((one) => one + 0));
    }),
    { numRuns: 300 },
  );
});

test('what lies outside of the part stays as it is', () => {
  const values = Float64Array.from({ length: 300 }, (_, row) => 300 - row);
  flashsort(values, 100, 200, new Float64Array(100));
  expect(values.slice(0, 100)).toEqual(Float64Array.from({ length: 100 }, (_, row) => 300 - row));
  expect(values.slice(100, 200)).toEqual(Float64Array.from({ length: 100 }, (_, row) => 101 + row));
  expect(values.slice(200)).toEqual(Float64Array.from({ length: 100 }, (_, row) => 100 - row));
});
