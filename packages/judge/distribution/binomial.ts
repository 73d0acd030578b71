import { betaBelow } from './beta.ts';

/** The chance of `hits` or fewer in `trials` of chance `share` each (Abramowitz and Stegun 26.5.24). */
export function binomialUpTo(hits: number, trials: number, share: number): number {
  if (hits < 0) return 0;
  if (hits >= trials) return 1;
  return betaBelow(1 - share, trials - hits, hits + 1, share);
}
