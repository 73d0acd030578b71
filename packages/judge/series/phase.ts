import { studentTail } from '../distribution/student.ts';

/** What is usual at one phase of a period. */
interface Usual {
  readonly median: number;
  /** median absolute deviation as a standard deviation of normal values; of a constant phase 0 */
  readonly spread: number;
  readonly points: number;
  /** from how many points the spread is known */
  readonly basis: number;
}

/** A normal standard deviation is so many median absolute deviations, or mean ones. */
const BY_MEDIAN = 1.482602218505602;
const BY_MEAN = 1.2533141373155001;

/** The variance of a median of n normal values is so much by n, that of the spread worth so many values in n. */
const OF_MEDIAN = Math.PI / 2;
const EFFICIENCY = 0.37;

/** From so many points on a phase has a spread of its own; below, all phases share that of their gaps. */
const OWN = 20;

/**
 * Median and median absolute deviation of each phase: of points 0, period, 2 period, …; 1, 1 + period, … NaN is left
 * out. The spread that phases of few points share is wider by n / (n - pi / 2), since a median follows its own points.
 */
export function usualBy(values: readonly number[], period: number): Usual[] {
  const phases = Array.from({ length: period }, (_, phase) => {
    const own = values.filter((value, at) => at % period === phase && !Number.isNaN(value));
    const median = medianOf(own);
    return { median, points: own.length, gaps: own.map((value) => Math.abs(value - median)) };
  });
  const all = phases.flatMap(({ gaps }) => gaps);
  const shared = spreadOf(all);
  return phases.map(({ median, points, gaps }) => {
    if (period === 1 || points >= OWN) return { median, points, spread: spreadOf(gaps), basis: points };
    return { median, points, spread: (shared * points) / (points - OF_MEDIAN), basis: all.length };
  });
}

/**
 * From absolute gaps. Where more than half are 0 and others are not, the mean stands in for the median (Iglewicz and
 * Hoaglin, How to Detect and Handle Outliers, 1993).
 */
function spreadOf(gaps: readonly number[]): number {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return BY_MEDIAN * medianOf(gaps) || BY_MEAN * mean;
}

export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

/** Values that differ by less, relatively, are one value: sums of the same numbers in another order. */
export const ROUNDING = 1e-12;

/** How many spreads a value lies from the median, and how probable so much is for a normal value. */
export interface Distance {
  readonly z: number;
  readonly p: number;
}

/**
 * Robust z of a value. p by Student's t with 0.37 n degrees of freedom, since median and spread are themselves known from
 * so many points only (0.37 is the efficiency of the median absolute deviation: Rousseeuw and Croux, JASA 88, 1993).
 */
export function distanceOf(value: number, { median, spread, points, basis }: Usual): Distance {
  const gap = value - median;
  if (Number.isNaN(gap)) return { z: Number.NaN, p: Number.NaN };
  if (Math.abs(gap) <= ROUNDING * Math.abs(median)) return { z: 0, p: 1 };
  if (spread === 0) return { z: gap > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, p: 0 };
  const z = gap / spread;
  return { z, p: 2 * studentTail(Math.abs(z) / Math.sqrt(1 + OF_MEDIAN / points), EFFICIENCY * basis) };
}
