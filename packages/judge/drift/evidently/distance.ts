import { area, moments } from '../distance.ts';
import { distinctOf, type Sides, sortedNumbers } from './column.ts';
import { byValue, inBins, type Shares, sharesOf } from './shares.ts';

const LEAST_SPREAD = 0.001;

function summed({ reference, current }: Shares, part: (p: number, q: number) => number): number {
  return reference.reduce((sum, p, bin) => sum + part(p, current[bin] ?? 0), 0);
}

/** Population stability index: sum (p - q) ln(p / q). */
export function psi(sides: Sides): number {
  return summed(sharesOf(sides, true), (p, q) => (p - q) * Math.log(p / q));
}

/** Kullback-Leibler divergence of the reference from now, as scipy's `entropy`: both made to sum to 1. */
export function kullbackLeibler(sides: Sides): number {
  const shares = sharesOf(sides, true);
  const [all, other] = [summed(shares, (p) => p), summed(shares, (_, q) => q)];
  return summed(shares, (p, q) => (p / all) * Math.log(p / all / (q / other)));
}

/** Jensen-Shannon distance, natural logarithm, zero shares as they are. */
export function jensenShannonDistance(sides: Sides): number {
  const part = (p: number, middle: number) => (p === 0 ? 0 : p * Math.log(p / middle));
  const divergence = summed(sharesOf(sides, false), (p, q) => part(p, (p + q) / 2) + part(q, (p + q) / 2));
  return Math.sqrt(Math.max(0, divergence / 2));
}

/** sqrt(1 - sum sqrt(p q)); numbers in Sturges bins of the distinct values. */
export function hellinger(sides: Sides): number {
  const shares = sides.kind === 'cat' ? byValue(sides) : inBins(sides, [...distinctOf(sides)]);
  const overlap = summed(shares, (p, q) => Math.sqrt(p * q));
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlap)));
}

/** Wasserstein distance by the population deviation of the reference, at least 0.001. */
export function normedWasserstein({ reference, current }: Sides): number {
  const [one, other] = [sortedNumbers(reference), sortedNumbers(current)];
  return area(one, other) / Math.max(moments(one).deviation, LEAST_SPREAD);
}

/** Energy distance: sqrt(2 integral (F - G)^2), as scipy's `energy_distance`. */
export function energy({ reference, current }: Sides): number {
  const [one, other] = [sortedNumbers(reference), sortedNumbers(current)];
  const all = Float64Array.of(...one, ...other).sort();
  let [i, j, sum] = [0, 0, 0];
  all.forEach((value, at) => {
    while (i < one.length && (one[i] ?? 0) <= value) i++;
    while (j < other.length && (other[j] ?? 0) <= value) j++;
    sum += (i / one.length - j / other.length) ** 2 * ((all[at + 1] ?? value) - value);
  });
  return Math.sqrt(2 * sum);
}
