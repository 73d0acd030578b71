/** The same for the same column, computed once: reading, measuring and judging ask alike. It goes when the column goes. */
export function ofColumn<T>(compute: (values: Float64Array) => T): (values: Float64Array) => T {
  const known = new WeakMap<Float64Array, { readonly value: T }>();
  return (values) => {
    const last = known.get(values);
    if (last !== undefined) return last.value;
    const value = compute(values);
    known.set(values, { value });
    return value;
  };
}

/** How far the values of a column reach; those that are NaN are passed over, but are not finite. */
export interface Extent {
  /** Infinity where there is none */
  readonly least: number;
  /** -Infinity where there is none */
  readonly most: number;
  /** whether every value is a finite number */
  readonly finite: boolean;
}

export const extentOf = ofColumn((values): Extent => {
  let [least, most, finite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (value < least) least = value;
    if (value > most) most = value;
    if (value - value !== 0) finite = false;
  }
  return { least, most, finite };
});

/** Whether each value is greater than the one before it; a NaN is not. */
export const rises = ofColumn((values): boolean => {
  for (let row = 1; row < values.length; row++)
    if (!((values[row - 1] ?? Number.NaN) < (values[row] ?? Number.NaN))) return false;
  return true;
});
