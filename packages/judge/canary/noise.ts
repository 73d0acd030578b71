import { studentTail } from '../distribution/student.ts';
import { fresh, type Room } from '../room.ts';

/** How far the mean of a series, or the difference of two means, strays from what it stands for. */
export interface Noise {
  /** of the mean: what neighbours have in common is counted in */
  readonly variance: number;
  readonly freedom: number;
  /** of neighbours, corrected for the length of the series; 0 where it is negative */
  readonly autocorrelation: number;
  /** independent points that would tell as much */
  readonly effective: number;
}

/** Nearer to 1 the length of a series tells nothing any more (Andrews and Monahan 1992). */
const NEAREST = 0.97;
const MOST_WAVES = 32;

/**
 * The noise of the mean of a series in the order of time. The autocorrelation of neighbours, corrected for its bias
 * (Kendall 1954), is taken out; of what is left the spectrum at zero is the mean power of the first cosine waves,
 * 0.75 n^(2/3) of them and at most 32 (Lazarus, Lewis, Stock and Watson 2018); the autocorrelation is put back
 * (Andrews and Monahan 1992). Student's t has a degree of freedom a wave, and no more than independent points less 1.
 */
export function noiseOf(series: Float64Array, room = fresh): Noise {
  const n = series.length;
  const values = centred(series, room(n));
  const [square, product] = lagged(values);
  if (!(square > 0) || n < 5)
    return { variance: 0, freedom: Math.max(1, n - 1), autocorrelation: 0, effective: n };
  const rho = Math.min(NEAREST, Math.max(0, ((n * product) / square + 1) / (n - 4)));
  const rest = values.subarray(0, n - 1);
  for (let at = 1; at < n; at++) rest[at - 1] = (values[at] ?? 0) - rho * (values[at - 1] ?? 0);
  const waves = Math.max(2, Math.min(MOST_WAVES, Math.floor(0.75 * n ** (2 / 3)), n - 2));
  const variance = power(centred(rest, rest), waves) / (1 - rho) ** 2 / n;
  const independent = n / inflation(rho, n);
  return {
    variance,
    freedom: Math.max(1, Math.min(waves, independent - 1)),
    autocorrelation: rho,
    effective: Math.min(n, Math.max(1, independent)),
  };
}

/** Of the difference of two means of series that stand each for itself; Welch's degrees of freedom (1947). */
export function noiseOfBoth(one: Float64Array, other: Float64Array, room = fresh): Noise {
  const [a, b] = [noiseOf(one, room), noiseOf(other, room)];
  const variance = a.variance + b.variance;
  const freedom = variance ** 2 / (a.variance ** 2 / a.freedom + b.variance ** 2 / b.freedom);
  return {
    variance,
    freedom: variance > 0 ? freedom : Math.min(a.freedom, b.freedom),
    autocorrelation: Math.max(a.autocorrelation, b.autocorrelation),
    effective: Math.min(a.effective, b.effective),
  };
}

/** Of the difference of two means, of series in time: point by point where they are paired. */
export function noiseBetween(one: Float64Array, other: Float64Array, paired: boolean, room: Room): Noise {
  if (!paired) return noiseOfBoth(one, other, room);
  const differences = room(one.length);
  for (let at = 0; at < one.length; at++) differences[at] = (one[at] ?? 0) - (other[at] ?? 0);
  return noiseOf(differences, room);
}

/** One-sided p of a value that far from where it ought to be: small where it lies above beyond chance. */
export function chanceAbove(distance: number, { variance, freedom }: Noise): number {
  if (variance > 0) return studentTail(distance / Math.sqrt(variance), freedom);
  return distance > 0 ? 0 : 1;
}

/** Less their mean, written to `into`. */
function centred(series: Float64Array, into: Float64Array): Float64Array {
  let sum = 0;
  for (let at = 0; at < series.length; at++) sum += series[at] ?? 0;
  const mean = sum / series.length;
  for (let at = 0; at < series.length; at++) into[at] = (series[at] ?? 0) - mean;
  return into;
}

/** Sums of squares and of products of neighbours. */
function lagged(values: Float64Array): readonly [number, number] {
  let [square, product, before] = [0, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    square += value * value;
    product += value * before;
    before = value;
  }
  return [square, product];
}

/** Waves are so slow that neighbours may be added up before: an eighth of the shortest half wave is one point. */
const FINE = 8;

/** Mean of the squared weights of cos(pi j (t - 1/2) / n), j = 1 to `waves`; each from the two before (Chebyshev). */
function power(values: Float64Array, waves: number): number {
  const n = values.length;
  const step = Math.max(1, Math.floor(n / (waves * FINE)));
  const sums = new Float64Array(waves);
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step);
    let value = 0;
    for (let t = from; t < to; t++) value += values[t] ?? 0;
    const first = Math.cos((Math.PI * (from + to)) / (2 * n));
    let before = 1;
    let now = first;
    for (let wave = 0; wave < waves; wave++) {
      sums[wave] = (sums[wave] ?? 0) + value * now;
      const next = 2 * first * now - before;
      before = now;
      now = next;
    }
  }
  return (2 / n / waves) * sums.reduce((all, sum) => all + sum * sum, 0);
}

/** By how much autocorrelation rho multiplies the variance of a mean of n points. */
function inflation(rho: number, n: number): number {
  return (1 + rho) / (1 - rho) - (2 * rho * (1 - rho ** n)) / (n * (1 - rho) ** 2);
}
