import { chiSquareTail } from '../distribution/gamma.ts';

/** How often each category occurs. */
export type Counts = ReadonlyMap<string, number>;

/** Pearson's chi-square test of two samples of categories. */
export interface ChiSquare {
  readonly statistic: number;
  readonly freedom: number;
  readonly p: number;
}

/** An expected count below this makes the test unreliable (Cochran 1954). */
const LEAST_EXPECTED = 5;

/**
 * Do two samples come from one distribution over categories? Both are samples: the test is that of a 2 x k table
 * (scipy's chi2_contingency without correction; for two categories the two-proportion z-test), not one against a
 * known truth, which would alarm far too often. Categories too rare to be tested are taken together.
 */
export function chiSquare(one: Counts, other: Counts): ChiSquare {
  const [m, n] = [total(one), total(other)];
  const cells = cellsOf(one, other, m, n);
  const freedom = cells.length - 1;
  if (freedom < 1 || m === 0 || n === 0) return { statistic: 0, freedom: 0, p: 1 };
  let statistic = 0;
  for (const [a, b] of cells) {
    const [expectedA, expectedB] = [((a + b) * m) / (m + n), ((a + b) * n) / (m + n)];
    statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
  }
  return { statistic, freedom, p: chiSquareTail(statistic, freedom) };
}

/** Rows over all categories. */
export function total(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

function cellsOf(one: Counts, other: Counts, m: number, n: number): [number, number][] {
  const cells: [number, number][] = [];
  const rare: [number, number] = [0, 0];
  const least = Math.min(m, n) / (m + n);
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(name) ?? 0, other.get(name) ?? 0];
    if ((a + b) * least >= LEAST_EXPECTED) cells.push([a, b]);
    else {
      rare[0] += a;
      rare[1] += b;
    }
  }
  // what is still too rare taken together goes to the smallest of the others
  if ((rare[0] + rare[1]) * least >= LEAST_EXPECTED || cells.length === 0) cells.push(rare);
  else {
    const smallest = cells.toSorted((x, y) => x[0] + x[1] - y[0] - y[1])[0];
    if (smallest !== undefined) {
      smallest[0] += rare[0];
      smallest[1] += rare[1];
    }
  }
  return cells.filter(([a, b]) => a + b > 0);
}
