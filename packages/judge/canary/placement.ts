import { fresh } from '../room.ts';

/** The chance that a value of `x` lies above one of `y` + `shift`, ties half: U / (m n). Both sorted. */
export function superiority(x: Float64Array, y: Float64Array, shift: number): number {
  const [m, n] = [x.length, y.length];
  let [below, upTo, sum] = [0, 0, 0];
  for (let row = 0; row < m; row++) {
    const value = (x[row] ?? 0) - shift;
    while (below < n && (y[below] ?? 0) < value) below++;
    while (upTo < n && (y[upTo] ?? 0) <= value) upTo++;
    sum += below + upTo;
  }
  return sum / (2 * m * n);
}

/**
 * Where each value, less `shift`, stands among others: the share of those below it, ties half (the placements of
 * Fligner and Policello 1981). `others` sorted; the values in any order.
 */
export function placements(
  values: Float64Array,
  others: Float64Array,
  shift: number,
  room = fresh,
): Float64Array {
  const n = others.length;
  const found = room(values.length);
  for (let at = 0; at < values.length; at++) {
    const sought = (values[at] ?? 0) - shift;
    const below = firstFrom(others, sought);
    // where values come again and again, as zeros do, equal ones are not passed one by one
    const upTo = others[below] === sought ? firstBeyond(others, sought) : below;
    found[at] = (below + upTo) / (2 * n);
  }
  return found;
}

/** The first place from which no value is below. The range halves whatever is found, so no branch is guessed wrongly. */
function firstFrom(sorted: Float64Array, sought: number): number {
  let [base, size] = [0, sorted.length];
  while (size > 1) {
    const half = size >>> 1;
    base += Number((sorted[base + half - 1] ?? 0) < sought) * half;
    size -= half;
  }
  return base + Number(size === 1 && (sorted[base] ?? 0) < sought);
}

/** The first place from which all values are above. */
function firstBeyond(sorted: Float64Array, sought: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
