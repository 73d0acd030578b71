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
export function placements(values: Float64Array, others: Float64Array, shift: number): Float64Array {
  const n = others.length;
  return values.map((value) => {
    const sought = value - shift;
    const below = firstFrom(others, sought, 0);
    let upTo = below;
    while (upTo < n && others[upTo] === sought) upTo++;
    return (below + upTo) / (2 * n);
  });
}

/** The first place from which no value is below. */
function firstFrom(sorted: Float64Array, sought: number, start: number): number {
  let [low, high] = [start, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
