import { differenceAt, medianDifference } from './difference.ts';
import type { Shift } from './mannwhitney.ts';

/** The exact test's p, two-sided, and the shift with its interval. */
export interface ExactTest extends Shift {
  readonly p: number;
}

/**
 * The exact rank-sum test of small samples without ties, as R's `wilcox.test(x, y, conf.int = TRUE)` has it and as
 * Kayenta had it before it dropped R: p by counting all orders, limits as order statistics of the differences,
 * estimate their median (Hollander and Wolfe 1999, 4.1 to 4.3). Today's judge uses `mannWhitney` at any size.
 */
export function exactTest(one: readonly number[], other: readonly number[], confidence: number): ExactTest {
  const [x, y] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()];
  const all = x.length * y.length;
  const cdf = cumulative(chances(x.length, y.length));
  let u = 0;
  for (const value of x) for (const against of y) u += value > against ? 1 : value === against ? 0.5 : 0;
  const extreme = u > all / 2 ? all - u : u;
  const p = Math.min(1, 2 * (cdf[Math.floor(extreme)] ?? 1));
  const rank = Math.max(
    1,
    cdf.findIndex((chance) => chance >= (1 - confidence) / 2),
  );
  return {
    p,
    low: differenceAt(x, y, rank),
    high: differenceAt(x, y, all - rank + 1),
    estimate: medianDifference(x, y),
  };
}

/** P(U <= u) of the Mann-Whitney statistic without ties; R's `pwilcox(u, m, n)`. */
export function rankSumChance(u: number, m: number, n: number): number {
  if (u < 0) return 0;
  return cumulative(chances(m, n))[Math.floor(u)] ?? 1;
}

function cumulative(chances: Float64Array): Float64Array {
  let sum = 0;
  return chances.map((chance) => {
    sum += chance;
    return Math.min(1, sum);
  });
}

/**
 * P(U = u) for u from 0 to m n: the largest of all values is from x with chance m / (m + n), and then lies above all
 * of y (Mann and Whitney 1947). Only sums of positive numbers, so nothing cancels.
 */
function chances(m: number, n: number): Float64Array {
  let row = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) {
      const values = new Float64Array(i * j + 1);
      const [fromX, fromY] = [row[j], next[j - 1]];
      fromX?.forEach((chance, u) => {
        values[u + j] = (values[u + j] ?? 0) + (chance * i) / (i + j);
      });
      fromY?.forEach((chance, u) => {
        values[u] = (values[u] ?? 0) + (chance * j) / (i + j);
      });
      next.push(values);
    }
    row = next;
  }
  return row[n] ?? Float64Array.of(1);
}
