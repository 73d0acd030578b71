import { extentOf } from './extent.ts';

/** Rows of a column that cannot be judged. The file is well formed; the verdict over it is `error`. */
export interface Flaw {
  readonly column: string;
  readonly what: 'empty or NaN' | 'infinite';
  readonly count: number;
  /** the first few, counted from 1 without the header */
  readonly first: readonly number[];
}

const SHOWN = 5;

/** What is wrong with the values of a column, by kind; nothing where every value is finite. */
export function flaws(column: string, values: Float64Array): Flaw[] {
  if (extentOf(values).finite) return [];
  const found = { 'empty or NaN': [] as number[], infinite: [] as number[] };
  const counts = { 'empty or NaN': 0, infinite: 0 };
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (value - value === 0) continue; // finite
    const what = Number.isNaN(value) ? 'empty or NaN' : 'infinite';
    if (counts[what]++ < SHOWN) found[what].push(row + 1);
  }
  return (['empty or NaN', 'infinite'] as const).flatMap((what) =>
    counts[what] === 0 ? [] : [{ column, what, count: counts[what], first: found[what] }],
  );
}

/** `column p_late is empty or NaN in 3 of 100 rows (rows 17, 20, 31)` */
export function describeFlaw(flaw: Flaw, rows: number): string {
  const more = flaw.count > flaw.first.length ? ', …' : '';
  const noun = flaw.count === 1 ? 'row' : 'rows';
  return `column ${flaw.column} is ${flaw.what} in ${flaw.count} of ${rows} rows (${noun} ${flaw.first.join(', ')}${more})`;
}
