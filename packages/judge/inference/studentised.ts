import { studentQuantile, studentTail } from '../distribution/student.ts';
import type { Interval } from './proportion.ts';
import type { Spread } from './spread.ts';

/** Two-sided interval about `value`: Student's t, its skewness removed as in `unskewed`. */
export function studentInterval(value: number, spread: Spread, confidence: number): Interval {
  const quantile = studentQuantile((1 + confidence) / 2, spread.freedom);
  const end = (t: number) => value - spread.standardError * skewed(t, spread.skewness);
  return [end(quantile), end(-quantile)];
}

/** One-sided p of `value`, were the true one `margin`. */
export function studentP(value: number, spread: Spread, side: 'below' | 'above', margin: number): number {
  const off = value - margin;
  if (spread.standardError === 0) return off === 0 ? 1 : off < 0 === (side === 'below') ? 0 : 1;
  const t = unskewed(off / spread.standardError, spread.skewness);
  return studentTail(side === 'above' ? t : -t, spread.freedom);
}

/**
 * Hall's transformation of a studentised sum, which takes out its skewness and stays monotone (Journal of the Royal
 * Statistical Society B 54 (1992), 221-228): t + k t^2 / 3 + k^2 t^3 / 27 + k / 6, k the skewness of the sum.
 */
function unskewed(t: number, k: number): number {
  return t + (k * t * t) / 3 + (k * k * t * t * t) / 27 + k / 6;
}

function skewed(t: number, k: number): number {
  if (Math.abs(k) < 1e-6) return t - (k * t * t) / 3 - k / 6;
  return (3 / k) * (Math.cbrt(1 + k * (t - k / 6)) - 1);
}

/** Interval of a value between 0 and 1, by Student's t on the scale of its logit, where it keeps within them. */
export function logitInterval(value: number, spread: Spread, confidence: number): Interval {
  const scale = value * (1 - value);
  const logit = Math.log(value / (1 - value));
  const half = (studentQuantile((1 + confidence) / 2, spread.freedom) * spread.standardError) / scale;
  const back = (at: number) => 1 / (1 + Math.exp(-at));
  return [back(logit - half), back(logit + half)];
}
