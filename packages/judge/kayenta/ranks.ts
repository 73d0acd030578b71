/** What ranking two samples together gives. */
export interface Ranks {
  /** sum of the first sample's ranks, equal values sharing their average */
  readonly sum: number;
  /** sum of t^3 - t over groups of t equal values */
  readonly ties: number;
}

/**
 * Ranks of (x_i - shift) and y together. Both sorted; subtraction keeps the order, so one walk over both is enough:
 * m + n steps. Ties are exact equality after `x_i - shift` as doubles, as in Kayenta.
 */
export function ranked(x: Float64Array, y: Float64Array, shift: number): Ranks {
  const [m, n] = [x.length, y.length];
  let [i, j, sum, ties] = [0, 0, 0, 0];
  while (i < m || j < n) {
    const one = i < m ? at(x, i) - shift : Number.POSITIVE_INFINITY;
    const other = j < n ? at(y, j) : Number.POSITIVE_INFINITY;
    const value = Math.min(one, other);
    const [fromX, fromY] = [i, j];
    while (i < m && at(x, i) - shift === value) i++;
    while (j < n && at(y, j) === value) j++;
    const size = i - fromX + (j - fromY);
    if (size === 0) return { sum: Number.NaN, ties: Number.NaN };
    sum += (i - fromX) * (fromX + fromY + (size + 1) / 2);
    ties += size * size * size - size;
  }
  return { sum, ties };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}
