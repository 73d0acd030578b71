import { betaBelow } from './beta.ts';
import { normalQuantile } from './normal.ts';
import { stirlingError } from './stirling.ts';

/** The chance that Student's t with `freedom` degrees of freedom exceeds `t` (Abramowitz and Stegun 26.7.1). */
export function studentTail(t: number, freedom: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  const square = t * t;
  const [low, high] = [square / (freedom + square), freedom / (freedom + square)];
  const half =
    square > freedom
      ? betaBelow(high, freedom / 2, 0.5, low) / 2
      : 0.5 - betaBelow(low, 0.5, freedom / 2, high) / 2;
  const tail = square === Number.POSITIVE_INFINITY ? 0 : half;
  return t >= 0 ? tail : 1 - tail;
}

/** The value that Student's t stays below with chance `p`: Newton's steps from the normal quantile. */
export function studentQuantile(p: number, freedom: number): number {
  if (Number.isNaN(p) || p < 0 || p > 1) return Number.NaN;
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const size = tail === 0 ? Number.POSITIVE_INFINITY : upper(tail, freedom);
  return p < 0.5 ? -size : size;
}

function upper(tail: number, freedom: number): number {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let t = -normalQuantile(tail);
  for (let step = 0; step < 300; step++) {
    const off = studentTail(t, freedom) - tail;
    if (off > 0) low = t;
    else high = t;
    const next = t + off / density(t, freedom);
    if (Math.abs(next - t) <= 4e-16 * t) return next;
    const halved = high === Number.POSITIVE_INFINITY ? 2 * t + 1 : (low + high) / 2;
    t = next > low && next < high ? next : halved;
  }
  return t;
}

function density(t: number, freedom: number): number {
  const half = freedom / 2;
  const gammas = half * Math.log1p(0.5 / half) - 0.5 + stirlingError(half + 0.5) - stirlingError(half);
  return Math.exp(gammas - (half + 0.5) * Math.log1p((t * t) / freedom)) / Math.sqrt(2 * Math.PI);
}
