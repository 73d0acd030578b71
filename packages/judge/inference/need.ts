import { normalQuantile } from '../distribution/normal.ts';

const POWER = 0.8;
const MOST = 100;

/**
 * Examples that would decide with a chance of 80 % that the value lies beyond `margin`, were it the one now measured
 * and the standard error that of now, which falls with the root of n. Null where that is over 100 times the present n.
 */
export function neededFor(off: number, standardError: number, n: number, confidence: number): number | null {
  const quantiles = normalQuantile((1 + confidence) / 2) + normalQuantile(POWER);
  const needed = Math.ceil(n * ((quantiles * standardError) / off) ** 2);
  return needed <= MOST * n ? Math.max(needed, n + 1) : null;
}
