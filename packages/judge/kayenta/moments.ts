type Numbers = readonly number[] | Float64Array;

/** What a side of a metric looks like; zeros where it is empty. */
export interface Description {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** n - 1 in the denominator; 0 for a single value */
  readonly std: number;
  readonly count: number;
}

export function described(values: Numbers): Description {
  if (values.length === 0) return { min: 0, max: 0, mean: 0, std: 0, count: 0 };
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const std = values.length === 1 ? 0 : Math.sqrt(varianceOf(values));
  return { min, max, mean: meanOf(values), std, count: values.length };
}

/** The mean in two passes: m0 + sum(x - m0) / n (judge.md 4.2, as Apache Commons Math). */
export function meanOf(values: Numbers): number {
  const first = sumLess(values, 0) / values.length;
  return first + sumLess(values, first) / values.length;
}

/** Sample variance, corrected: (sum d^2 - (sum d)^2 / n) / (n - 1). NaN for fewer than two values. */
export function varianceOf(values: Numbers): number {
  const [mean, n] = [meanOf(values), values.length];
  const rest = sumLess(values, mean);
  let squares = 0;
  for (let at = 0; at < n; at++) {
    const far = (values[at] ?? 0) - mean;
    squares += far * far;
  }
  return n < 2 ? Number.NaN : (squares - (rest * rest) / n) / (n - 1);
}

/** The same with n in the denominator. */
export function populationVarianceOf(values: Numbers): number {
  const n = values.length;
  return n === 1 ? 0 : (varianceOf(values) * (n - 1)) / n;
}

/** The sum of the values, each less `from`. */
function sumLess(values: Numbers, from: number): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += (values[at] ?? 0) - from;
  return sum;
}
