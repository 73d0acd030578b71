import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manyClasses } from './classes.ts';
import { ColumnBuilder } from './table.ts';

function classesOf(cells: readonly string[]): readonly string[] {
  const builder = new ColumnBuilder();
  for (const cell of cells) builder.add(cell);
  return manyClasses([{ name: 'label', column: builder.finish() }]).classes;
}

const ORDERED = ['-1', '9', '10', '1e2', '', ' ', '1a', 'Infinity', 'a', 'b'];

test('classes have one order, numbers by size before words, whichever row comes first', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ORDERED, { minLength: ORDERED.length }), (cells) => {
      expect(classesOf(cells)).toEqual(ORDERED);
    }),
  );
});
