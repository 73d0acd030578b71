/** Uniform numbers from 0 up to 1. */
export type Random = () => number;

/** The same numbers for the same seed: mulberry32. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SPREAD = 1e-5;

/**
 * Two constant sides get Gaussian noise of 1e-5 of their value, so that ranks differ (judge.md 4.4, step 4). Kayenta
 * does not seed it: trap K5. A side of zeros stays.
 */
export function noisy(values: readonly number[], random: Random): number[] {
  return values.map((value) => value + value * SPREAD * gaussian(random));
}

/** Box and Muller 1958. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
