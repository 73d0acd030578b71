import { normalTail } from '../../distribution/normal.ts';
import { studentTail } from '../../distribution/student.ts';
import { rankSumChance } from '../../kayenta/exact.ts';
import { ranked } from '../../kayenta/ranks.ts';
import { moments } from '../distance.ts';
import { smirnov } from '../kolmogorov.ts';
import { type Sides, sortedNumbers } from './column.ts';

/** Below and at this size of a side without ties scipy counts all orders. */
const COUNTED = 8;

export function kolmogorovP({ reference, current }: Sides): number {
  return smirnov(sortedNumbers(reference), sortedNumbers(current)).p;
}

/** Student's t-test with equal variances, two-sided. */
export function studentTestP({ reference, current }: Sides): number {
  const [m, n] = [reference.length, current.length];
  const [one, other] = [moments(sortedNumbers(reference)), moments(sortedNumbers(current))];
  const pooled = (m * one.deviation ** 2 + n * other.deviation ** 2) / (m + n - 2);
  const t = (one.mean - other.mean) / Math.sqrt(pooled * (1 / m + 1 / n));
  return 2 * studentTail(Math.abs(t), m + n - 2);
}

/** Mann-Whitney, one-sided as in Evidently: is the reference the smaller? */
export function mannWhitneyLessP({ reference, current }: Sides): number {
  const [x, y] = [sortedNumbers(reference), sortedNumbers(current)];
  const [m, n] = [x.length, y.length];
  const { sum, ties } = ranked(x, y, 0);
  const u = sum - (m * (m + 1)) / 2;
  if (ties === 0 && Math.min(m, n) <= COUNTED) return rankSumChance(u, m, n);
  const sigma = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  return normalTail(((m * n) / 2 - u - 0.5) / sigma);
}
