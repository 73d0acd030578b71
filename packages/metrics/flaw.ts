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
  const found = { 'empty or NaN': rowsOf(values, Number.isNaN), infinite: rowsOf(values, isInfinite) };
  return (['empty or NaN', 'infinite'] as const).flatMap((what) =>
    found[what].count === 0 ? [] : [{ column, what, ...found[what] }],
  );
}

function isInfinite(value: number): boolean {
  return Math.abs(value) === Number.POSITIVE_INFINITY;
}

function rowsOf(values: Float64Array, flawed: (value: number) => boolean): Pick<Flaw, 'count' | 'first'> {
  const first: number[] = [];
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    if (!flawed(values[row] ?? Number.NaN)) continue;
    if (count++ < SHOWN) first.push(row + 1);
  }
  return { count, first };
}

/** `column p_late is empty or NaN in 3 of 100 rows (rows 17, 20, 31)` */
export function describeFlaw(flaw: Flaw, rows: number): string {
  const more = flaw.count > flaw.first.length ? ', …' : '';
  const noun = flaw.count === 1 ? 'row' : 'rows';
  return `column ${flaw.column} is ${flaw.what} in ${flaw.count} of ${rows} rows (${noun} ${flaw.first.join(', ')}${more})`;
}
