import { gaussian, type Random } from '#kit/random';

const SPREAD = 1e-5;

/**
 * Two constant sides get Gaussian noise of 1e-5 of their value, so that ranks differ (judge.md 4.4, step 4). Kayenta
 * does not seed it: trap K5. A side of zeros stays.
 */
export function noisy(values: readonly number[], random: Random): number[] {
  return values.map((value) => value + value * SPREAD * gaussian(random));
}
