import { layoutOf, rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import { normalTail } from '../distribution/normal.ts';
import type { Examples } from './examples.ts';
import { hash } from './hash.ts';
import type { Interval } from './proportion.ts';

/** Values of resampled rows, in rising order. */
export type Replicates = Float64Array;

/** The chance of so many or fewer events where one is expected (Poisson), times 2^32. */
const POISSON = thresholds();

/**
 * The Poisson bootstrap (Hanley and MacGibbon 2006; Chamandy et al., Google 2012): in each replicate a row counts as
 * often as a Poisson variable of mean 1 says, which is a hash of the seed, the replicate and the row's key, or its
 * group. So neither the order of the rows nor how they are split over machines changes a bit of it. A replicate in
 * which a measure has no value is left out.
 */
export function replicatesOf(
  examples: Examples,
  seed: number,
  count: number,
  statistic: (weights: Float64Array) => number | null,
): Replicates {
  const { weights, groups } = examples;
  const keys = examples.keys ?? groups;
  const drawn = new Float64Array(rowsIn(examples));
  const values: number[] = [];
  for (let replicate = 0; replicate < count; replicate++) {
    for (let row = 0; row < drawn.length; row++)
      drawn[row] = (weights?.[row] ?? 1) * timesOf(hash(seed, replicate, keys?.[row] ?? row));
    const value = drawn.some((weight) => weight > 0) ? statistic(drawn) : null;
    if (value !== null) values.push(value);
  }
  return Float64Array.from(values).sort();
}

/** The value of a measure on rows of those weights, as `replicatesOf` asks for it. */
export function weighedValue(measure: Measure, examples: Examples) {
  const { labels, answers } = examples;
  return (weights: Float64Array): number | null => {
    const value = measure.value(labels, answers, weights, layoutOf(examples));
    return typeof value === 'number' ? value : null;
  };
}

/** Enough replicates for the ends of a 95 % interval; fewer of many rows, where the ends lie near each other. */
export function replicateCount(rows: number): number {
  return Math.max(200, Math.min(1000, Math.round(2e7 / Math.max(1, rows))));
}

/** The middle share of the replicates (Efron's percentile interval). */
export function percentileInterval(replicates: Replicates, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  const at = (share: number) => {
    const place = share * (replicates.length + 1) - 1;
    const below = Math.max(0, Math.min(replicates.length - 1, Math.floor(place)));
    const above = Math.min(replicates.length - 1, below + 1);
    const [low, high] = [replicates[below] ?? Number.NaN, replicates[above] ?? Number.NaN];
    return low + Math.max(0, Math.min(1, place - below)) * (high - low);
  };
  return [at(tail), at(1 - tail)];
}

/** One-sided p: the share of replicates beyond `margin`; a normal tail where they do not reach that far. */
export function percentileP(
  replicates: Replicates,
  value: number,
  side: 'below' | 'above',
  margin: number,
): number {
  const count = replicates.length;
  const beyond = replicates.filter((one) => (side === 'above' ? one <= margin : one >= margin)).length;
  if (beyond > 0) return (beyond + 1) / (count + 1);
  const error = deviation(replicates);
  const off = side === 'above' ? value - margin : margin - value;
  return Math.min(1 / (count + 1), error > 0 ? normalTail(off / error) : off > 0 ? 0 : 1);
}

/** Their standard deviation, which estimates the standard error of the value. */
export function deviation(replicates: Replicates): number {
  const count = replicates.length;
  const mean = replicates.reduce((sum, value) => sum + value, 0) / count;
  return Math.sqrt(replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
}

function timesOf(drawn: number): number {
  let times = 0;
  while (times < POISSON.length && drawn >= (POISSON[times] ?? 0)) times++;
  return times;
}

function thresholds(): readonly number[] {
  let [chance, sum] = [Math.exp(-1), 0];
  return Array.from({ length: 13 }, (_, times) => {
    sum += chance;
    chance /= times + 1;
    return sum * 2 ** 32;
  });
}
