import { fresh, type Room } from '../room.ts';

/** Longer samples are thinned for a first guess. */
const LONG = 512;
const THINNED = 128;

/**
 * The k-th smallest (from 1) of all m n differences x_i - y_j, without listing them: two pointers count those up to a
 * value in m + n steps, as row i of the sorted matrix ends where row i + 1 can only go on. The range that holds the
 * k-th shrinks by guesses, first from thinned samples, then from the counts at its ends, every third by halving, until
 * m + n or fewer are left; those are listed, and the one is picked. Three countings are the rule. Every bound is a
 * difference that exists, so the result is one, to the last bit. Both sorted.
 */
export function differenceAt(x: Float64Array, y: Float64Array, k: number, room = fresh): number {
  const few = x.length + y.length;
  let low = (x[0] ?? Number.NaN) - (y.at(-1) ?? Number.NaN);
  let high = (x.at(-1) ?? Number.NaN) - (y[0] ?? Number.NaN);
  // how many differences lie below `low`, and up to `high`
  let under = 0;
  let upTo = x.length * y.length;
  const guesses = guessesOf(x, y, k / upTo, (0.25 * few) / upTo, room);
  for (let round = 0; low < high; round++) {
    if (upTo - under <= few) return picked(between(x, y, [low, high], room(upTo - under)), k - under - 1);
    const aim = guesses[round] ?? low + (high - low) * aimed(k - under, upTo - under, few, round);
    const { count, below, above } = cut(x, y, aim >= low && aim < high ? aim : low + (high - low) / 2);
    if (count >= k) {
      high = below;
      upTo = count;
    } else {
      low = above;
      under = count;
    }
  }
  return high;
}

/** Where the k-th may lie, a little above and a little below: from every so many of long samples. */
function guessesOf(
  x: Float64Array,
  y: Float64Array,
  share: number,
  wide: number,
  room: Room,
): readonly number[] {
  if (Math.min(x.length, y.length) < LONG) return [];
  const [few, others] = [thinned(x, room(THINNED)), thinned(y, room(THINNED))];
  const all = few.length * others.length;
  const at = (part: number) =>
    differenceAt(few, others, Math.max(1, Math.min(all, Math.round(part * all + 0.5))), room);
  return [at(share + wide), at(share - wide)];
}

function thinned(sorted: Float64Array, few: Float64Array): Float64Array {
  const step = sorted.length / THINNED;
  for (let at = 0; at < THINNED; at++) few[at] = sorted[Math.floor((at + 0.5) * step)] ?? Number.NaN;
  return few;
}

/** Where in the range to count next: a little beyond the k-th, by turns above and below, so that both ends come near. */
function aimed(k: number, all: number, few: number, round: number): number {
  if (round % 3 === 2) return 0.5;
  return Math.min(1, Math.max(0, (k + (round % 3 === 0 ? 0.3 : -0.3) * few) / all));
}

/** How many differences are at most `limit`, the largest of those, and the smallest of the others. */
function cut(x: Float64Array, y: Float64Array, limit: number) {
  const n = y.length;
  let count = 0;
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
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

/** The differences from `low` to `high`, both among them, in any order: as many as `found` has places. */
function between(
  x: Float64Array,
  y: Float64Array,
  [low, high]: readonly [number, number],
  found: Float64Array,
): Float64Array {
  let [next, from] = [0, 0];
  for (let row = 0; row < x.length; row++) {
    const value = x[row] ?? 0;
    while (from < y.length && value - (y[from] ?? 0) > high) from++;
    for (let at = from; at < y.length; at++) {
      const difference = value - (y[at] ?? 0);
      if (difference < low) break;
      found[next++] = difference;
    }
  }
  return found;
}

/** The k-th smallest (from 0), by Hoare's selection (1961); the values change their order. */
function picked(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1] ?? Number.NaN;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? 0) < pivot) left++;
      while ((values[right] ?? 0) > pivot) right--;
      if (left > right) break;
      const kept = values[left] ?? 0;
      values[left++] = values[right] ?? 0;
      values[right--] = kept;
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return values[k] ?? Number.NaN;
}

/** The median of all differences: the Hodges-Lehmann estimate of the shift (Hodges and Lehmann 1963). Both sorted. */
export function medianDifference(x: Float64Array, y: Float64Array, room = fresh): number {
  const all = x.length * y.length;
  const lower = differenceAt(x, y, Math.ceil(all / 2), room);
  if (all % 2 === 1) return lower;
  const { count, above } = cut(x, y, lower);
  return (lower + (count > all / 2 ? lower : above)) / 2;
}
