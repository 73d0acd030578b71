import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeLone, pairUp } from './pairing.ts';
import { type Column, ColumnBuilder, textAt } from './table.ts';

function column(ids: readonly (number | string)[]): Column {
  const builder = new ColumnBuilder();
  for (const id of ids) builder.add(id);
  return builder.finish();
}

test('rows are paired by id, whatever order they stand in', () => {
  const { own, other } = pairUp(column([3, 1, 2]), column([2, 3, 1]));
  expect([[...own], [...other]]).toEqual([
    [1, 2, 0],
    [2, 0, 1],
  ]);
});

test('numbers and text pair where they are spelled alike', () => {
  const pairing = pairUp(column([10, 9, 8]), column(['8', 'x', '10']));
  expect([...pairing.own].length).toBe(2);
  expect(describeLone(pairing, 'the baseline')).toBe(
    '1 id is not in the baseline (9) and 1 id is only in the baseline (x)',
  );
});

test('an id beyond all doubles, as 1e400 is read, is paired like any other', () => {
  const { own, other } = pairUp(
    column([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
    column([Number.POSITIVE_INFINITY, 2]),
  );
  expect([[...own], [...other]]).toEqual([[1], [0]]);
});

test('ids that only one has are counted, the first few named', () => {
  const pairing = pairUp(column([1, 2, 3, 4, 5, 6, 7]), column([7]));
  expect(describeLone(pairing, 'b.csv')).toBe('6 ids are not in b.csv (1, 2, 3, 4, 5, …)');
  expect(describeLone(pairUp(column([7]), column([7])), 'b.csv')).toBe(null);
});

test('every id of both is paired with itself, and every other one is counted', () => {
  const ids = fc.uniqueArray(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.string({ maxLength: 2 })), {
    selector: String,
    maxLength: 40,
  });
  fc.assert(
    fc.property(ids, ids, (left, right) => {
      const [one, other] = [column(left), column(right)];
      const pairing = pairUp(one, other);
      const pairs = [...pairing.own].map((row, at) => [
        textAt(one, row),
        textAt(other, pairing.other[at] ?? -1),
      ]);
      for (const [here, there] of pairs) expect(here).toBe(there);
      const common = left.map(String).filter((id) => right.map(String).includes(id));
      expect(pairs.map(([id]) => id).toSorted()).toEqual(common.toSorted());
      expect(pairing.onlyOwn.count).toBe(left.length - common.length);
      expect(pairing.onlyOther.count).toBe(right.length - common.length);
    }),
  );
});
