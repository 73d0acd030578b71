import { Mistake } from '#kit/outcome';
import { chiSquareTail } from '../../distribution/gamma.ts';
import { percentileOf } from '../../kayenta/percentile.ts';
import { type Sides, sortedNumbers } from './column.ts';
import { solved } from './distribution.ts';

const POINTS = [0.4, 0.8];
/** Below this many rows on both sides the statistic is corrected. */
const SMALL = 25;

/**
 * Epps and Singleton 1986: do the characteristic functions of both samples agree at 0.4 and 0.8 of half the quartile
 * distance? As scipy's `epps_singleton_2samp`; a singular covariance, which scipy only warns of, is a mistake.
 */
export function eppsSingletonP({ reference, current }: Sides): number {
  const [m, n] = [reference.length, current.length];
  const [one, other] = [sortedNumbers(reference), sortedNumbers(current)];
  const pooled = Float64Array.of(...one, ...other).sort();
  const sigma = (percentileOf(pooled, 75) - percentileOf(pooled, 25)) / 2;
  const [x, y] = [waves(one, sigma), waves(other, sigma)];
  const covariance = x.products.map((row, i) =>
    row.map((value, j) => ((m + n) / m) * value + ((m + n) / n) * (y.products[i]?.[j] ?? 0)),
  );
  const gap = x.means.map((mean, at) => mean - (y.means[at] ?? 0));
  const weights = solved(covariance, gap);
  if (weights === null) {
    const remedy = 'Take ks: the values hardly differ.';
    throw new Mistake({ subject: 'es', what: 'has a singular covariance', remedy });
  }
  const small = 1 + (m + n) ** -0.45 + 10.1 * (m ** -1.7 + n ** -1.7);
  const statistic = (m + n) * gap.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
  return chiSquareTail(Math.max(m, n) < SMALL ? statistic / small : statistic, 2 * POINTS.length);
}

/** Cosines and sines of the values at each point: means, and their covariances with n in the denominator. */
function waves(values: Float64Array, sigma: number) {
  const functions = [Math.cos, Math.sin].flatMap((wave) =>
    POINTS.map((point) => Array.from(values, (value) => wave((point / sigma) * value))),
  );
  const average = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const means = functions.map(average);
  const centred = functions.map((list, at) => list.map((value) => value - (means[at] ?? 0)));
  const products = centred.map((a) =>
    centred.map((b) => average(a.map((value, at) => value * (b[at] ?? 0)))),
  );
  return { means, products };
}
