import { Mistake } from '#kit/outcome';
import type { Named } from './classes.ts';
import { ofCodes, textAt } from './table.ts';

/** The numbers of a column. Mistake: a cell is no number; the first such row is named. */
export function numbers({ name, column }: Named, file: string): Float64Array {
  if (column.kind === 'number') return column.values;
  const ofCode = Float64Array.from(column.values, (text) => (text.trim() === '' ? Number.NaN : Number(text)));
  const row = column.codes.findIndex((code) => Number.isNaN(ofCode[code] ?? 0));
  if (row === -1) return ofCodes(column.codes, ofCode);
  const value = JSON.stringify(textAt(column, row));
  const what = `row ${row + 1} of ${file} holds ${value} where a number belongs`;
  const remedy = 'Write numbers, or name another column under columns:.';
  throw new Mistake({ subject: `column ${name}`, what, remedy });
}
