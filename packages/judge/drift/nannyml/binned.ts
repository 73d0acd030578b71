import { Mistake } from '#kit/outcome';
import { moments } from '../distance.ts';
import { type Cell, countsOf, sortedNumbers } from '../evidently/column.ts';
import { histogram } from '../evidently/shares.ts';

/** Shares of the same bins on both sides. */
export type Shares = readonly (readonly [reference: number, current: number])[];

/**
 * Measures a column against bins that the reference alone fixes: a bin a value, or of numbers those of Doane's rule.
 * What lies in none of them is one bin more, empty in the reference (judge.md 7.2).
 */
export function binnedBy(
  kind: 'num' | 'cat',
  reference: readonly Cell[],
): (current: readonly Cell[]) => Shares {
  const edges = kind === 'num' ? doaneEdges(sortedNumbers(reference)) : null;
  const keys = [...countsOf(reference).keys()];
  const counted = (cells: readonly Cell[]): number[] => {
    if (edges !== null) return histogram(sortedNumbers(cells), edges);
    const counts = countsOf(cells);
    return keys.map((key) => counts.get(key) ?? 0);
  };
  const before = counted(reference);
  return (current) => {
    const now = counted(current);
    const outside = current.length - now.reduce((sum, count) => sum + count, 0);
    const inside = before.map((count, bin): [number, number] => [
      count / reference.length,
      (now[bin] ?? 0) / current.length,
    ]);
    return outside > 0 ? [...inside, [0, outside / current.length]] : inside;
  };
}

/**
 * numpy's `histogram_bin_edges(values, 'doane')`: 1 + log2(n) + log2(1 + |g1| / s) bins, rounded up, where g1 is the
 * skewness and s its deviation, sqrt(6 (n - 2) / ((n + 1) (n + 3))) (Doane, The American Statistician 30, 1976).
 */
function doaneEdges(sorted: Float64Array): number[] {
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (low === high) return [low - 0.5, high + 0.5];
  const width = sorted.length > 2 ? widthOf(sorted, high - low) : 0;
  return equalEdges(low, high, width === 0 ? 1 : Math.ceil((high - low) / width));
}

/** 0 where the values are so near to each other that their squares vanish: one bin, as numpy has it. */
function widthOf(sorted: Float64Array, range: number): number {
  const n = sorted.length;
  const { mean, deviation } = moments(sorted);
  if (deviation === 0) return 0;
  const skewness = sorted.reduce((sum, value) => sum + ((value - mean) / deviation) ** 3, 0) / n;
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / spread));
}

/** Edges of bins of equal width, as numpy's `linspace`. Mistake: they are too far apart for a double. */
export function equalEdges(low: number, high: number, bins: number): number[] {
  if (!Number.isFinite(high - low) || !Number.isFinite(bins)) {
    const what = `from ${low} to ${high} lie too far apart for bins`;
    throw new Mistake({
      subject: 'values',
      what,
      remedy: 'Leave the column out, or write it in another unit.',
    });
  }
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, at) => (at === bins ? high : low + at * step));
}
