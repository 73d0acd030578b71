/**
 * Percentile of type R-7 (judge.md 4.3; Apache Commons Math `EstimationType.R_7`): linear between the two order
 * statistics around 1 + (n - 1) p / 100. `sorted`: ascending, without NaN. NaN for no values.
 */
export function percentileOf(sorted: Float64Array, p: number): number {
  const n = sorted.length;
  const position = 1 + ((n - 1) * p) / 100;
  const first = sorted[0] ?? Number.NaN;
  const last = sorted.at(-1) ?? Number.NaN;
  if (n <= 1 || position < 1) return first;
  if (position >= n) return last;
  const below = Math.floor(position);
  const [one = Number.NaN, other = Number.NaN] = [sorted[below - 1], sorted[below]];
  return one + (position - below) * (other - one);
}
