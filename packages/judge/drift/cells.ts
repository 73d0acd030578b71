import { type Distance, total } from './evidence/exchange.ts';
import type { Scale } from './profile/scale.ts';

/** Of a reference's rows so small a share at either end is taken to lie where the others end. */
const TAIL = 0.005;

/** How far two sides of a scale lie apart, by counts in its cells. */
export function distanceOn(scale: Scale, reference: Float64Array): Distance {
  return 'cuts' in scale ? normedWasserstein(scale.cuts, reference) : jensenShannonCells;
}

/**
 * Wasserstein distance of counts, in standard deviations of the reference: the area between the two distribution
 * functions, each of them a straight line within a cell, on the stretch that holds 99 % of the reference. What lies
 * beyond counts as at its end: how far out a value is, is what the range says.
 */
function normedWasserstein(cuts: readonly number[], reference: Float64Array): Distance {
  const [first, last] = bulkOf(cuts, reference);
  const edges = Float64Array.from(cuts);
  const deviation = momentsOf(cuts, reference).deviation;
  return (one, other) => {
    const [m, n] = [total(one), total(other)];
    if (m === 0 || n === 0 || deviation === 0) return 0;
    let [gap, area] = [0, 0];
    for (let cell = 0; cell <= last; cell++) {
      const before = gap;
      gap += (one[cell] ?? 0) / m - (other[cell] ?? 0) / n;
      if (cell > first) area += between(before, gap, (edges[cell] ?? 0) - (edges[cell - 1] ?? 0));
    }
    return area / deviation;
  };
}

/** The area between a line from `before` to `after` and zero. */
function between(before: number, after: number, width: number): number {
  const [a, b] = [Math.abs(before), Math.abs(after)];
  if (before * after >= 0) return ((a + b) / 2) * width;
  return ((a * a + b * b) / (2 * (a + b))) * width;
}

/** The cuts at the ends of the stretch that holds nearly all rows; all of them where that is a single value. */
function bulkOf(cuts: readonly number[], reference: Float64Array): readonly [number, number] {
  const rows = total(reference);
  let [first, below] = [0, reference[0] ?? 0];
  while (first < cuts.length - 1 && below + (reference[first + 1] ?? 0) <= TAIL * rows)
    below += reference[++first] ?? 0;
  let [last, above] = [cuts.length - 1, reference[cuts.length] ?? 0];
  while (last > 0 && above + (reference[last] ?? 0) <= TAIL * rows) above += reference[last--] ?? 0;
  return (cuts[last] ?? 0) > (cuts[first] ?? 0) ? [first, last] : [0, cuts.length - 1];
}

/** Mean and deviation of counts between cuts, spread evenly within each cell, the outermost at their ends. */
export function momentsOf(
  cuts: readonly number[],
  counts: Float64Array,
): { readonly mean: number; readonly deviation: number } {
  const [first, last] = bulkOf(cuts, counts);
  const [low, high] = [cuts[first] ?? 0, cuts[last] ?? 0];
  const held = (value: number) => Math.min(high, Math.max(low, value));
  const rows = total(counts);
  const cells = Array.from(counts, (count, cell) => {
    const [from, to] = [held(cuts[cell - 1] ?? low), held(cuts[cell] ?? high)];
    return { share: count / rows, middle: from / 2 + to / 2, width: to - from };
  });
  const mean = cells.reduce((sum, { share, middle }) => sum + share * middle, 0);
  const variance = cells.reduce(
    (sum, { share, middle, width }) => sum + share * ((middle - mean) ** 2 + width ** 2 / 12),
    0,
  );
  return { mean, deviation: Math.sqrt(variance) };
}

/** Jensen-Shannon distance of counts, natural logarithm: 0 for the same shares, 0.83 for nothing in common. */
function jensenShannonCells(one: Float64Array, other: Float64Array): number {
  const [m, n] = [total(one), total(other)];
  if (m === 0 || n === 0) return 0;
  let divergence = 0;
  for (let cell = 0; cell < one.length; cell++) {
    const [p, q] = [(one[cell] ?? 0) / m, (other[cell] ?? 0) / n];
    if (p === q) continue;
    const middle = (p + q) / 2;
    divergence += ((p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence));
}
