/**
 * The k-th smallest (from 1) of all m n differences x_i - y_j, without listing them: the value range is halved, and
 * each half counted by two pointers, as row i of the sorted matrix ends where row i + 1 can only go on. m + n steps a
 * halving; every bound is a difference that exists, so the result is one, to the last bit. Both sorted.
 */
export function differenceAt(x: Float64Array, y: Float64Array, k: number): number {
  let low = (x[0] ?? Number.NaN) - (y.at(-1) ?? Number.NaN);
  let high = (x.at(-1) ?? Number.NaN) - (y[0] ?? Number.NaN);
  while (low < high) {
    const middle = low + (high - low) / 2;
    const { count, below, above } = cut(x, y, middle < high ? middle : low);
    if (count >= k) high = below;
    else low = above;
  }
  return high;
}

/** How many differences are at most `limit`, the largest of those, and the smallest of the others. */
function cut(x: Float64Array, y: Float64Array, limit: number) {
  let [count, below, above] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let from = 0;
  for (const value of x) {
    // y[from] and all behind it give differences of at most the limit
    while (from < y.length && value - (y[from] ?? 0) > limit) from++;
    count += y.length - from;
    if (from < y.length) below = Math.max(below, value - (y[from] ?? 0));
    if (from > 0) above = Math.min(above, value - (y[from - 1] ?? 0));
  }
  return { count, below, above };
}

/** The median of all differences: the Hodges-Lehmann estimate of the shift (Hodges and Lehmann 1963). Both sorted. */
export function medianDifference(x: Float64Array, y: Float64Array): number {
  const all = x.length * y.length;
  const upper = differenceAt(x, y, Math.floor(all / 2) + 1);
  return all % 2 === 1 ? upper : (differenceAt(x, y, all / 2) + upper) / 2;
}
