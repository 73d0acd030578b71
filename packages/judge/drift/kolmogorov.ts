/** Above this many rows on either side the limit distribution is exact enough, as in scipy. */
const MOST_EXACT = 10_000;

/** Two-sample Kolmogorov-Smirnov test: the largest distance of the two distribution functions, and how likely it is. */
export interface Smirnov {
  readonly statistic: number;
  readonly p: number;
}

/**
 * Two-sided test of two sorted samples without NaN. p is exact up to 10,000 rows a side (by counting paths through
 * the lattice, Hodges 1958), else from the limit distribution with the correction of Stephens (1970). With ties p is
 * an upper bound: the test then alarms less often, never more.
 */
export function smirnov(one: Float64Array, other: Float64Array): Smirnov {
  const [m, n] = [one.length, other.length];
  if (m === 0 || n === 0) return { statistic: 0, p: 1 };
  const steps = largestStep(one, other);
  const statistic = steps / (m * n);
  const limit = limitProbability(statistic, (m * n) / (m + n));
  const exact = Math.max(m, n) <= MOST_EXACT && limit > 1e-13;
  return { statistic, p: exact ? pathProbability(steps, m, n) : limit };
}

/** The largest distance of the two distribution functions alone: two sorted samples, linear in their rows. */
export function smirnovStatistic(one: Float64Array, other: Float64Array): number {
  const pairs = one.length * other.length;
  return pairs === 0 ? 0 : largestStep(one, other) / pairs;
}

/** The largest |i n - j m| over the merged samples, after all that are equal: an integer, so that nothing is rounded. */
function largestStep(one: Float64Array, other: Float64Array): number {
  const [m, n] = [one.length, other.length];
  let [i, j, largest] = [0, 0, 0];
  while (i < m && j < n) {
    const value = Math.min(one[i] ?? 0, other[j] ?? 0);
    while (i < m && one[i] === value) i++;
    while (j < n && other[j] === value) j++;
    largest = Math.max(largest, Math.abs(i * n - j * m));
  }
  return largest;
}

/**
 * The probability that a random order of m and n distinct values has a step of at least `steps`. Of paths that end in
 * (i, j) the share i / (i + j) came from (i - 1, j). Only cells within the band are visited.
 */
function pathProbability(steps: number, m: number, n: number): number {
  if (steps <= 0) return 1;
  const outside = new Float64Array(n + 1).fill(1);
  for (let i = 0; i <= m; i++) {
    const low = Math.max(0, Math.floor((i * n - steps) / m) + 1);
    const high = Math.min(n, Math.ceil((i * n + steps) / m) - 1);
    if (low > 0) outside[low - 1] = 1;
    for (let j = low; j <= high; j++) {
      const below = outside[j] ?? 1;
      outside[j] = i + j === 0 ? 0 : (i * (i === 0 ? 0 : below) + j * (outside[j - 1] ?? 1)) / (i + j);
    }
  }
  return Math.min(1, outside[n] ?? 1);
}

/** Kolmogorov's limit: 2 sum (-1)^(k-1) exp(-2 k^2 x^2). `rows`: m n / (m + n). */
function limitProbability(statistic: number, rows: number): number {
  const x = (Math.sqrt(rows) + 0.12 + 0.11 / Math.sqrt(rows)) * statistic;
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-300) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
