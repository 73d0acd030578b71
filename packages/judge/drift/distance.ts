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
