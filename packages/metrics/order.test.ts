import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascending, FRESH, idOrder, MARKED, ordered } from './order.ts';

test('many rows are ordered as few are: by value, equal ones as they stand', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(-0));
  fc.assert(
    fc.property(fc.array(value, { minLength: 40, maxLength: 60 }), (some) => {
      const many = Float64Array.from({ length: 25_000 }, (_, row) => some[(row * 7919) % some.length] ?? 0);
      const rows = [...ascending(many)];
      expect(new Set(rows).size).toBe(many.length);
      const ordered = rows.map((row) => many[row] ?? 0);
      expect(ordered.every((one, at) => at === 0 || (ordered[at - 1] ?? 0) <= one)).toBe(true);
      const standing = rows.every(
        (row, at) => at === 0 || !Object.is(ordered[at - 1], ordered[at]) || (rows[at - 1] ?? 0) < row,
      );
      expect(standing).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test.each<[string, (row: number) => number]>([
  ['spread evenly', (row) => ((row * 7919) % 100_003) / 100_003],
  ['crowded where 32 bits do not tell them apart', (row) => (row % 2 ? 0.5 + (row % 4001) * 1e-13 : -1e200)],
  ['in short crowds', (row) => (row % 3001) + ((row * 31) % 11) * 2e-13],
  ['0 and -0', (row) => (row % 3 === 0 ? 0 : row % 3 === 1 ? -0 : 1)],
  ['all the same', () => 0.25],
  ['neighbouring doubles', (row) => 1 + ((row * 13) % 17) * Number.EPSILON],
])('rows are ranked with marks and ties where values are %s', (_, spread) => {
  const values = Float64Array.from({ length: 40_000 }, (_, row) => spread(row));
  const marks = Uint8Array.from(values, (_, row) => Number((row * 31) % 7 < 3));
  const expected = Array.from(values, (value, row) => ({ value, row })).sort(
    (one, other) => one.value - other.value || one.row - other.row,
  );
  const { rows, flags } = ordered(values, marks);
  expect(rows).toEqual(Uint32Array.from(expected, ({ row }) => row));
  expect(flags).toEqual(
    Uint8Array.from(expected, ({ value, row }, at) => {
      const fresh = at === 0 || expected[at - 1]?.value !== value;
      return (marks[row] === 1 ? MARKED : 0) + (fresh ? FRESH : 0);
    }),
  );
});

test('ids are ordered by number, or by their text', () => {
  expect(idOrder({ kind: 'number', values: Float64Array.of(10, 9, 11) })).toEqual(Uint32Array.of(1, 0, 2));
  const text = { kind: 'text', codes: Int32Array.of(0, 1, 2), values: ['b', 'a', 'B'] } as const;
  expect(idOrder(text)).toEqual(Uint32Array.of(2, 1, 0));
});

test('rows that stand in the order of their ids stay as they are', () => {
  expect(idOrder({ kind: 'number', values: Float64Array.of(1, 2, 30) })).toBeNull();
});
