import { type Counts, total } from './counts.ts';
import { area } from './distance.ts';

/**
 * Cramer's V of side and category, corrected for bias (Bergsma, Journal of the Korean Statistical Society 42, 2013);
 * with Yates' correction where there are two categories. Fewer than two: 0. `pairs`: reference and now, a category each.
 */
export function cramersV(pairs: readonly (readonly [reference: number, current: number])[]): number {
  const found = pairs.filter(([a, b]) => a + b > 0);
  const categories = found.length;
  if (categories < 2) return 0;
  const m = found.reduce((sum, [a]) => sum + a, 0);
  const n = found.reduce((sum, [, b]) => sum + b, 0);
  const all = m + n;
  const chi = found.reduce((sum, [a, b]) => {
    const expected = ((a + b) * m) / all;
    const gap = Math.abs(a - expected);
    const corrected = categories === 2 ? gap - Math.min(0.5, gap) : gap;
    return sum + corrected ** 2 / expected + corrected ** 2 / (a + b - expected);
  }, 0);
  const unbiased = Math.max(0, chi / all - (categories - 1) / (all - 1));
  const least = Math.min(categories - (categories - 1) ** 2 / (all - 1), 2 - 1 / (all - 1)) - 1;
  return Math.sqrt(unbiased / least);
}

/** The largest difference of two shares (TensorFlow Data Validation, NannyML). */
export function lInfinity(one: Counts, other: Counts): number {
  const [m, n] = [total(one), total(other)];
  const names = new Set([...one.keys(), ...other.keys()]);
  return Math.max(
    0,
    ...names.values().map((name) => Math.abs((one.get(name) ?? 0) / m - (other.get(name) ?? 0) / n)),
  );
}

/** Earth mover's distance of sorted samples, in units of the range of both together (deepchecks). */
export function scaledDistance(one: Float64Array, other: Float64Array): number {
  const low = Math.min(one[0] ?? 0, other[0] ?? 0);
  const high = Math.max(one.at(-1) ?? 0, other.at(-1) ?? 0);
  return high === low ? 0 : area(one, other) / (high - low);
}
