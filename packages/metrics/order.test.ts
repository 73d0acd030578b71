import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascending, idOrder } from './order.ts';

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

test('ids are ordered by number, or by their text', () => {
  expect(idOrder({ kind: 'number', values: Float64Array.of(10, 9, 11) })).toEqual(Uint32Array.of(1, 0, 2));
  const text = { kind: 'text', codes: Int32Array.of(0, 1, 2), values: ['b', 'a', 'B'] } as const;
  expect(idOrder(text)).toEqual(Uint32Array.of(2, 1, 0));
});

test('rows that stand in the order of their ids stay as they are', () => {
  expect(idOrder({ kind: 'number', values: Float64Array.of(1, 2, 30) })).toBeNull();
});
