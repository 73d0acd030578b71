import { stirlingError } from './stirling.ts';

/**
 * The regularised incomplete beta function I_x(a, b): the chance that a beta variable lies below x. By the
 * continued fraction of DiDonato and Morris (TOMS 708, 1992) from the side on which it converges. Its factor is written with Loader's deviance
 * ("Fast and accurate computation of binomial probabilities", 2000), so that millions of cases lose no digits.
 * `rest` is 1 - x, for where that is known better than x.
 */
export function betaBelow(x: number, a: number, b: number, rest = 1 - x): number {
  if (!(x > 0)) return 0;
  if (!(rest > 0)) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - factor(rest, x, b, a) * fraction(rest, x, b, a);
  return factor(x, rest, a, b) * fraction(x, rest, a, b);
}

/** x for which I_x(a, b) = p: Newton's steps, halving the bracket where one leaves it. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0)) return 0;
  if (!(p < 1)) return 1;
  if (betaBelow(a / (a + b), a, b) < p) return 1 - quantileBelowMean(1 - p, b, a);
  return quantileBelowMean(p, a, b);
}

function quantileBelowMean(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  let x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const off = betaBelow(x, a, b) - p;
    if (off > 0) high = x;
    else low = x;
    const density = factor(x, 1 - x, a, b) / (x * (1 - x));
    const next = x - off / density;
    if (Math.abs(next - x) <= 4e-16 * x) return next;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}

/** x^a y^b / B(a, b), y = 1 - x. */
function factor(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const gammas = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return (
    Math.sqrt((a / n) * (b / (2 * Math.PI))) * Math.exp(gammas - deviance(a, n * x) - deviance(b, n * y))
  );
}

/** seen ln(seen / meant) + meant - seen, without the loss where they are near each other (Loader 2000). */
function deviance(seen: number, meant: number): number {
  const gap = seen - meant;
  if (Math.abs(gap) > 0.1 * (seen + meant)) return seen * Math.log(seen / meant) - gap;
  const v = gap / (seen + meant);
  let sum = gap * v;
  let term = 2 * seen * v;
  for (let k = 1; k < 1000; k++) {
    term *= v * v;
    const next = sum + term / (2 * k + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** Equation 9 of DiDonato and Morris: `off` is a - (a + b) x, from whichever of x and 1 - x tells it better. */
function fraction(x: number, y: number, a: number, b: number): number {
  const off = a > b ? (a + b) * y - b : a - (a + b) * x;
  const below = (n: number) =>
    (n === 0 ? 0 : n + (n * (b - n) * x) / (a + 2 * n - 1)) +
    ((a + n) / (a + 2 * n + 1)) * (off + 1 + n * (1 + y));
  let c = 1e300;
  let d = 1 / below(0);
  let value = d;
  for (let n = 1; n < 100_000; n++) {
    const above = (((a + n - 1) / (a + 2 * n - 1)) * (a + b + n - 1) * n * (b - n) * x * x) / (a + 2 * n - 1);
    d = 1 / (below(n) + above * d);
    c = below(n) + above / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 2e-16) break;
  }
  return value;
}
