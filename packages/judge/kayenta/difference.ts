/**
 * The k-th smallest (from 1) of all m n differences x_i - y_j, without listing them: two pointers count those up to a
 * value in m + n steps, as row i of the sorted matrix ends where row i + 1 can only go on. The range that holds the
 * k-th shrinks by guesses from the counts at its ends, every third by halving, until as few as m + n are left, and
 * those are sorted: about five countings. Every bound is a difference that exists, so the result is one, to the last
 * bit. Both sorted.
 */
export function differenceAt(x: Float64Array, y: Float64Array, k: number): number {
  const few = x.length + y.length;
  let low = (x[0] ?? Number.NaN) - (y.at(-1) ?? Number.NaN);
  let high = (x.at(-1) ?? Number.NaN) - (y[0] ?? Number.NaN);
  // how many differences lie below `low`, and up to `high`
  let [under, upTo] = [0, x.length * y.length];
  for (let round = 0; low < high; round++) {
    if (upTo - under <= few) return between(x, y, low, high)[k - under - 1] ?? high;
    const aim = low + (high - low) * aimed(k - under, upTo - under, few, round);
    const { count, below, above } = cut(x, y, aim < high ? aim : low + (high - low) / 2);
    if (count >= k) [high, upTo] = [below, count];
    else [low, under] = [above, count];
  }
  return high;
}

/** Where in the range to count next: a little beyond the k-th, by turns above and below, so that both ends come near. */
function aimed(k: number, all: number, few: number, round: number): number {
  if (round % 3 === 2) return 0.5;
  return Math.min(1, Math.max(0, (k + (round % 3 === 0 ? 0.3 : -0.3) * few) / all));
}

/** How many differences are at most `limit`, the largest of those, and the smallest of the others. */
function cut(x: Float64Array, y: Float64Array, limit: number) {
  const n = y.length;
  let [count, below, above] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let from = 0;
  for (let row = 0; row < x.length; row++) {
    const value = x[row] ?? 0;
    // y[from] and all behind it give differences of at most the limit
    while (from < n && value - (y[from] ?? 0) > limit) from++;
    count += n - from;
    if (from < n) {
      const largest = value - (y[from] ?? 0);
      if (largest > below) below = largest;
    }
    if (from > 0) {
      const smallest = value - (y[from - 1] ?? 0);
      if (smallest < above) above = smallest;
    }
  }
  return { count, below, above };
}

/** The differences from `low` to `high`, both among them, sorted; no more than m + n. */
function between(x: Float64Array, y: Float64Array, low: number, high: number): Float64Array {
  const found = new Float64Array(x.length + y.length);
  let [size, from] = [0, 0];
  for (let row = 0; row < x.length; row++) {
    const value = x[row] ?? 0;
    while (from < y.length && value - (y[from] ?? 0) > high) from++;
    for (let at = from; at < y.length; at++) {
      const difference = value - (y[at] ?? 0);
      if (difference < low) break;
      found[size++] = difference;
    }
  }
  return found.subarray(0, size).sort();
}

/** The median of all differences: the Hodges-Lehmann estimate of the shift (Hodges and Lehmann 1963). Both sorted. */
export function medianDifference(x: Float64Array, y: Float64Array): number {
  const all = x.length * y.length;
  const lower = differenceAt(x, y, Math.ceil(all / 2));
  if (all % 2 === 1) return lower;
  const { count, above } = cut(x, y, lower);
  return (lower + (count > all / 2 ? lower : above)) / 2;
}
