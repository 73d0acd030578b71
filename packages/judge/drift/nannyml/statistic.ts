import { chiSquareTail } from '../../distribution/gamma.ts';
import { lInfinity } from '../association.ts';
import { area } from '../distance.ts';
import { type Cell, countsOf, type Kind, sortedNumbers } from '../evidently/column.ts';
import { histogram } from '../evidently/shares.ts';
import { smirnovStatistic } from '../kolmogorov.ts';
import { binnedBy, equalEdges, type Shares } from './binned.ts';

/** How far a part lies from the reference; p only where the method decides by it. */
export interface Statistic {
  readonly value: number;
  readonly p?: number;
}

/** A method with the reference read: what it says of a part. */
export type Measured = (current: readonly Cell[]) => Statistic;

/** Below this many rows of the reference every value counts, from it on 10,000 bins. */
const MANY_ROWS = 10_000;
const BINS = 10_000;

/** Jensen-Shannon distance, base 2: 0 for the same shares, 1 for nothing in common. */
export function jensenShannonOf(kind: Kind, reference: readonly Cell[]): Measured {
  const part = (p: number, middle: number) => (p === 0 ? 0 : p * Math.log2(p / middle));
  return ofShares(kind, reference, (shares) => {
    const divergence = shares.reduce((sum, [p, q]) => sum + part(p, (p + q) / 2) + part(q, (p + q) / 2), 0);
    return Math.sqrt(Math.max(0, divergence / 2));
  });
}

/** Hellinger distance: sqrt(sum (sqrt p - sqrt q)^2 / 2). */
export function hellingerOf(kind: Kind, reference: readonly Cell[]): Measured {
  return ofShares(kind, reference, (shares) =>
    Math.sqrt(shares.reduce((sum, [p, q]) => sum + (Math.sqrt(p) - Math.sqrt(q)) ** 2, 0) / 2),
  );
}

function ofShares(kind: Kind, reference: readonly Cell[], distance: (shares: Shares) => number): Measured {
  const shares = binnedBy(kind, reference);
  return (current) => ({ value: distance(shares(current)) });
}

/** The largest difference of two distribution functions; of a large reference at the edges of its bins. */
export function kolmogorovOf(_kind: Kind, reference: readonly Cell[]): Measured {
  const before = sortedNumbers(reference);
  if (before.length < MANY_ROWS)
    return (current) => ({ value: smirnovStatistic(before, sortedNumbers(current)) });
  const edges = edgesOf(before);
  const known = running(histogram(before, edges), before.length);
  return (current) => {
    const now = sortedNumbers(current);
    const below = countBelow(now, edges[0] ?? 0) / now.length;
    const steps = running(histogram(now, edges), now.length);
    return {
      value: known.reduce((most, p, bin) => Math.max(most, Math.abs(p - (below + (steps[bin] ?? 0)))), 0),
    };
  };
}

/**
 * The area between two distribution functions. Of a large reference: bin width times the differences within its
 * range, and the exact areas outside; values below it count one too many within, as in NannyML 0.13.
 */
export function wassersteinOf(_kind: Kind, reference: readonly Cell[]): Measured {
  const before = sortedNumbers(reference);
  if (before.length < MANY_ROWS) return (current) => ({ value: area(before, sortedNumbers(current)) });
  const edges = edgesOf(before);
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const width = (edges[1] ?? low) - low;
  const known = running(histogram(before, edges), before.length);
  return (current) => {
    const now = sortedNumbers(current);
    const smaller = now.filter((value) => value < low);
    const bigger = now.filter((value) => value > high);
    const start = smaller.length === 0 ? 0 : (smaller.length + 1) / now.length;
    const steps = running(histogram(now, edges), now.length);
    const within = known.reduce((sum, p, bin) => sum + Math.abs(p - (start + (steps[bin] ?? 0))), 0) * width;
    const outside = smaller.reduce((sum, value) => sum + low - value, 0);
    return { value: within + bigger.reduce((sum, value) => sum + value - high, outside) / now.length };
  };
}

/** Bins of equal width over the reference's range; a constant one has half a unit to each side. */
function edgesOf(sorted: Float64Array): number[] {
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  return low === high ? equalEdges(low - 0.5, high + 0.5, BINS) : equalEdges(low, high, BINS);
}

function running(counts: readonly number[], rows: number): Float64Array {
  const shares = new Float64Array(counts.length);
  let sum = 0;
  counts.forEach((count, bin) => {
    sum += count;
    shares[bin] = sum / rows;
  });
  return shares;
}

function countBelow(sorted: Float64Array, value: number): number {
  const at = sorted.findIndex((one) => one >= value);
  return at < 0 ? sorted.length : at;
}

/** Pearson's test of a table of two columns; with Yates' correction where there are two categories, as scipy. */
export function chiSquareOf(_kind: Kind, reference: readonly Cell[]): Measured {
  const before = countsOf(reference);
  return (current) => {
    const now = countsOf(current);
    const keys = [...new Set([...before.keys(), ...now.keys()])];
    const all = reference.length + current.length;
    const value = keys.reduce((sum: number, key) => {
      const [a, b] = [before.get(key) ?? 0, now.get(key) ?? 0];
      const expected = ((a + b) * reference.length) / all;
      const gap = Math.abs(a - expected);
      const corrected = keys.length === 2 ? gap - Math.min(0.5, gap) : gap;
      return sum + corrected ** 2 / expected + corrected ** 2 / (a + b - expected);
    }, 0);
    return { value, p: keys.length < 2 ? 1 : chiSquareTail(value, keys.length - 1) };
  };
}

/** The largest difference of two shares. */
export function lInfinityOf(_kind: Kind, reference: readonly Cell[]): Measured {
  const words = (cells: readonly Cell[]) =>
    new Map(
      countsOf(cells)
        .entries()
        .map(([key, n]) => [String(key), n]),
    );
  const before = words(reference);
  return (current) => ({ value: lInfinity(before, words(current)) });
}
