import { type Counts, total } from './chisquare.ts';

/** Below this a spread is taken for rounding of one value. */
const ROUNDING = 1e-9;

/** What a reference of one value is measured by; as in Evidently. */
const LEAST_SPREAD = 0.001;

/**
 * How far two sorted samples of numbers lie apart, in standard deviations of the first: the Wasserstein distance
 * (the area between the two distribution functions) by the population deviation of the reference. Evidently's
 * "normed Wasserstein", except that a column of small numbers keeps its own deviation, where Evidently takes 0.001.
 */
export function wasserstein(reference: Float64Array, current: Float64Array): number {
  return area(reference, current) / spreadOf(reference);
}

/** The area between two distribution functions, of sorted samples: the Wasserstein distance in the values' own unit. */
export function area(one: Float64Array, other: Float64Array): number {
  const [m, n] = [one.length, other.length];
  if (m === 0 || n === 0) return 0;
  let [i, j, sum] = [0, 0, 0];
  let before = Math.min(one[0] ?? 0, other[0] ?? 0);
  while (i < m || j < n) {
    const value = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    sum += Math.abs(i / m - j / n) * (value - before);
    while (i < m && one[i] === value) i++;
    while (j < n && other[j] === value) j++;
    before = value;
  }
  return sum;
}

function spreadOf(values: Float64Array): number {
  const { mean, deviation } = moments(values);
  return deviation > ROUNDING * Math.abs(mean) ? deviation : LEAST_SPREAD;
}

/** Mean and population standard deviation, in two passes. */
export function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  if (values.length === 0) return { mean: Number.NaN, deviation: 0 };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * Jensen-Shannon distance of two samples of categories, natural logarithm: 0 for the same shares, sqrt(ln 2) = 0.83
 * for nothing in common (scipy.spatial.distance.jensenshannon; Evidently's default for categories).
 */
export function jensenShannon(one: Counts, other: Counts): number {
  const [m, n] = [total(one), total(other)];
  if (m === 0 || n === 0) return 0;
  let divergence = 0;
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [p, q] = [(one.get(name) ?? 0) / m, (other.get(name) ?? 0) / n];
    const middle = (p + q) / 2;
    divergence += (share(p, middle) + share(q, middle)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence));
}

function share(p: number, middle: number): number {
  return p === 0 ? 0 : p * Math.log(p / middle);
}
