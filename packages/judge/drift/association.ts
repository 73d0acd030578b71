import { type Counts, total } from './chisquare.ts';
import { area } from './distance.ts';

/**
 * Cramer's V of side and category, corrected for bias (Bergsma 2013), as deepchecks measures drift of categories.
 * `balanced`: as if all categories were equally frequent in the reference.
 */
export function cramersV(reference: Counts, current: Counts, balanced: boolean): number {
  const names = [...new Set([...reference.keys(), ...current.keys()])];
  const rows = [reference, current].map((counts) => {
    const weights = names.map((name) => (counts.get(name) ?? 0) * (balanced ? weightOf(name, reference) : 1));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => (weight * total(counts)) / all);
  });
  const [m, n] = [total(reference), total(current)];
  const all = m + n;
  const categories = names.length;
  if (categories < 2) return 0;
  const chi = names.reduce((sum, _, at) => {
    const [a = 0, b = 0] = [rows[0]?.[at], rows[1]?.[at]];
    const [expectedA, expectedB] = [((a + b) * m) / all, ((a + b) * n) / all];
    return sum + (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  }, 0);
  const corrected = Math.max(0, chi / all - (categories - 1) / (all - 1));
  const least = Math.min(categories - (categories - 1) ** 2 / (all - 1), 2 - 1 / (all - 1)) - 1;
  return Math.sqrt(corrected / least);
}

function weightOf(name: string, reference: Counts): number {
  const count = reference.get(name) ?? 0;
  return count === 0 ? 1 : total(reference) / (reference.size * count);
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
