import { logGamma } from '../../distribution/gamma.ts';
import { type Sides, sortedNumbers } from './column.ts';

/** For each distinct value of both sides: how many lie below it and at it, on each side. */
interface Step {
  readonly below: readonly [number, number];
  readonly at: readonly [number, number];
}

function stepsOf(one: Float64Array, other: Float64Array): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const value = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    const below = [i, j] as const;
    while (one[i] === value) i++;
    while (other[j] === value) j++;
    steps.push({ below, at: [i - below[0], j - below[1]] });
  }
  return steps;
}

/** Up to so many rows on both sides scipy counts all orders. */
const COUNTED = 20;

/**
 * Cramer-von Mises test of two samples (Anderson 1962; ranks of equal values averaged): p by counting all orders up to
 * 20 rows a side, else from the limit distribution, as scipy's `cramervonmises_2samp`.
 */
export function cramerVonMisesP({ reference, current }: Sides): number {
  const [m, n] = [reference.length, current.length];
  const all = m + n;
  let [rankX, rankY] = [0, 0];
  for (const { below, at } of stepsOf(sortedNumbers(reference), sortedNumbers(current))) {
    const rank = below[0] + below[1] + (at[0] + at[1] + 1) / 2;
    for (let k = 1; k <= at[0]; k++) rankX += (rank - (below[0] + k)) ** 2;
    for (let k = 1; k <= at[1]; k++) rankY += (rank - (below[1] + k)) ** 2;
  }
  const u = m * rankX + n * rankY;
  if (Math.max(m, n) <= COUNTED) return orderChance(u, m, n);
  const statistic = u / (m * n * all) - (4 * m * n - 1) / (6 * all);
  const expected = (1 + 1 / all) / 6;
  const variance =
    ((all + 1) * (4 * m * n * all - 3 * (m * m + n * n) - 2 * m * n)) / (45 * all * all * 4 * m * n);
  const limit = 1 / 6 + (statistic - expected) / Math.sqrt(45 * variance);
  return limit < 0.003 ? 1 : Math.max(0, 1 - vonMisesLimit(limit));
}

/**
 * The chance that a random order has a statistic of at least this, by walking all paths through the lattice with what
 * they have gathered so far (Xiao, Gordon and Yakovlev 2007).
 */
function orderChance(u: number, m: number, n: number): number {
  const common = (m * n) / divisor(m, n);
  const [a, b, mn] = [common / m, common / n, m * n];
  const least = Math.floor((common * common * (m + n) * (6 * u - mn * (4 * mn - 1))) / (6 * mn * mn));
  let row: Map<number, number>[] = [];
  for (let i = 0; i <= m; i++) {
    const next: Map<number, number>[] = [];
    for (let j = 0; j <= n; j++) {
      const here = new Map<number, number>(i + j === 0 ? [[0, 1]] : []);
      const step = (a * i - b * j) ** 2;
      const add = (from: Map<number, number> | undefined, share: number) =>
        from?.forEach(
          (chance, sum) => void here.set(sum + step, (here.get(sum + step) ?? 0) + chance * share),
        );
      add(row[j], i / (i + j));
      add(next[j - 1], j / (i + j));
      next.push(here);
    }
    row = next;
  }
  let p = 0;
  row[n]?.forEach((chance, sum) => {
    if (sum >= least) p += chance;
  });
  return Math.min(1, p);
}

function divisor(m: number, n: number): number {
  return n === 0 ? m : divisor(n, m % n);
}

/** The limit distribution of the statistic (Csorgo and Faraway 1996, 1.2). */
function vonMisesLimit(x: number): number {
  let sum = 0;
  for (let k = 0; k < 100; k++) {
    const size = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x));
    const y = 4 * k + 1;
    const q = (y * y) / (16 * x);
    const term = size * Math.sqrt(y) * Math.exp(-q) * besselQuarter(q);
    sum += term;
    if (Math.abs(term) < 1e-18) break;
  }
  return sum;
}

/** K of order 1/4: the integral of exp(-q cosh t) cosh(t / 4), where the trapezoid rule converges at once. */
function besselQuarter(q: number): number {
  const step = 1 / 64;
  let sum = Math.exp(-q) / 2;
  for (let t = step; t < 12; t += step) sum += Math.exp(-q * Math.cosh(t)) * Math.cosh(t / 4);
  return sum * step;
}

/** Critical values for two samples, from Scholz and Stephens 1987, table 2: b0 + b1 + b2. */
const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
const CRITICAL = [
  0.675 - 0.245 - 0.105,
  1.281 + 0.25 - 0.305,
  1.645 + 0.678 - 0.362,
  1.96 + 1.149 - 0.391,
  2.326 + 1.822 - 0.396,
  2.573 + 2.364 - 0.345,
  3.085 + 3.615 - 0.154,
];

/** Anderson-Darling test of two samples with midranks (Scholz and Stephens 1987), p kept to 0.001 to 0.25. */
export function andersonP({ reference, current }: Sides): number {
  const sizes = [reference.length, current.length] as const;
  const all = sizes[0] + sizes[1];
  let sum = 0;
  for (const { below, at } of stepsOf(sortedNumbers(reference), sortedNumbers(current))) {
    const ties = at[0] + at[1];
    const middle = below[0] + below[1] + ties / 2;
    const weight = ties / all / (middle * (all - middle) - (all * ties) / 4);
    for (const side of [0, 1] as const) {
      sum += (weight * (all * (below[side] + at[side] / 2) - middle * sizes[side]) ** 2) / sizes[side];
    }
  }
  const standard = ((sum * (all - 1)) / all - 1) / Math.sqrt(varianceOf(sizes));
  return levelOf(standard);
}

/** Scholz and Stephens 1987, 4, for two samples. */
function varianceOf([m, n]: readonly [number, number]): number {
  const all = m + n;
  const inverse = 1 / m + 1 / n;
  let [h, g] = [0, 0];
  for (let i = 2; i < all; i++) {
    h += 1 / (all + 1 - i);
    g += h / i;
  }
  h += 1;
  const a = 4 * g - 6 + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * 4 - 8 * h;
  return (a * all ** 3 + b * all ** 2 + c * all + d) / ((all - 1) * (all - 2) * (all - 3));
}

/** The level by a parabola of its logarithm through the critical values, least squares; kept to the table's ends. */
function levelOf(statistic: number): number {
  if (statistic < (CRITICAL[0] ?? 0)) return LEVELS[0] ?? 0;
  if (statistic > (CRITICAL.at(-1) ?? 0)) return LEVELS.at(-1) ?? 0;
  const power = (k: number) => CRITICAL.reduce((sum, x) => sum + x ** k, 0);
  const moment = (k: number) => CRITICAL.reduce((sum, x, at) => sum + x ** k * Math.log(LEVELS[at] ?? 1), 0);
  const rows = [0, 1, 2].map((i) => [0, 1, 2].map((j) => power(i + j)));
  const [c = 0, b = 0, a = 0] = solved(rows, [0, 1, 2].map(moment)) ?? [];
  return Math.exp(c + b * statistic + a * statistic * statistic);
}

/** Linear equations by elimination with pivots; null where they have no single solution. */
export function solved(rows: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const table = rows.map((row, at) => [...row, values[at] ?? 0]);
  const size = table.length;
  const cell = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++)
      if (Math.abs(cell(i, column)) > Math.abs(cell(pivot, column))) pivot = i;
    const [lead, other] = [table[pivot], table[column]];
    if (lead === undefined || other === undefined || !(Math.abs(lead[column] ?? 0) >= 1e-14)) return null;
    table[column] = lead;
    table[pivot] = other;
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = cell(i, column) / cell(column, column);
      table[i] = (table[i] ?? []).map((value, j) => value - factor * cell(column, j));
    }
  }
  return table.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
