import { betaQuantile } from '../distribution/beta.ts';

export type Interval = readonly [number, number];

/**
 * The exact two-sided interval of a proportion, `hits` of `n` (Clopper and Pearson 1934). Neither need be whole:
 * clustered or weighted rows count as the effective number of single ones (Korn and Graubard 1998).
 */
export function clopperPearson(hits: number, n: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  const low = hits <= 0 ? 0 : betaQuantile(tail, hits, n - hits + 1);
  const high = hits >= n ? 1 : betaQuantile(1 - tail, hits + 1, n - hits);
  return [low, high];
}

/** The score interval of a proportion, `quantile` standard errors wide (Wilson 1927). */
export function wilson(hits: number, n: number, quantile: number): Interval {
  const square = quantile * quantile;
  const middle = (hits + square / 2) / (n + square);
  const half = (quantile / (n + square)) * Math.sqrt((hits * (n - hits)) / n + square / 4);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** How many flags are set; each as often as it counts. */
export function ones(flags: Uint8Array, counts: Float64Array | null = null): number {
  let count = 0;
  for (let at = 0; at < flags.length; at++) count += (flags[at] ?? 0) * (counts?.[at] ?? 1);
  return count;
}
