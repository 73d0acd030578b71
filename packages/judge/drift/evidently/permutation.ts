import { Mistake } from '#kit/outcome';
import { Twister } from '../../twister.ts';
import { type Cell, type Sides, sortedNumbers } from './column.ts';

/** Evidently's, so that the permutations of numpy's `RandomState` are drawn. */
const SEED = 0;
const BY_VARIATION = 1000;
const BY_DISCREPANCY = 100;
/** All pairs are compared. */
const MOST = 5000;
/** Sums of the same shares in another order are the same distance. */
const ROUNDING = 1e-12;

/** The share of random divisions of all rows whose statistic is no smaller than `observed`. */
function permutationP(
  rows: number,
  times: number,
  observed: number,
  statistic: (order: Uint32Array) => number,
): number {
  const random = new Twister(SEED);
  let farther = 0;
  for (let time = 0; time < times; time++)
    if (statistic(random.permutation(rows)) >= observed - ROUNDING) farther++;
  return farther / times;
}

/**
 * Total variation distance of two samples of categories, half the sum of |p - q|: p by permutations, Evidently's test
 * `TVD`. `observed` where another distance is asked about.
 */
export function variationP(
  { reference, current }: Sides,
  times = BY_VARIATION,
  observed: number | null = null,
): number {
  const codes = codesOf([...reference, ...current]);
  const categories = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
  const distance = (order: Uint32Array): number => {
    const gaps = new Float64Array(categories);
    order.forEach((row, at) => {
      const code = codes[row] ?? 0;
      gaps[code] = (gaps[code] ?? 0) + (at < reference.length ? 1 / reference.length : -1 / current.length);
    });
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / 2;
  };
  const own = observed ?? distance(inOrder(codes.length));
  return permutationP(codes.length, times, own, distance);
}

function codesOf(cells: readonly Cell[]): number[] {
  const known = new Map<Cell, number>();
  return cells.map((cell) => {
    const code = known.get(cell) ?? known.size;
    known.set(cell, code);
    return code;
  });
}

function inOrder(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

/**
 * Maximum mean discrepancy of two samples of numbers with a Gaussian kernel whose width is the median distance within the
 * reference (Gretton et al., JMLR 13, 2012): p by 100 permutations, Evidently's test `empirical_mmd`. Evidently does not
 * seed it: p agrees within what 100 permutations leave open. Mistake: more than 5,000 rows.
 */
export function discrepancyP({ reference, current }: Sides): number {
  const all = Float64Array.from([...reference, ...current], Number);
  if (all.length > MOST) {
    const what = `compares all pairs of ${all.length} rows: ${MOST} are the most`;
    throw new Mistake({ subject: 'empirical_mmd', what, remedy: 'Take wasserstein, or fewer rows.' });
  }
  const width = widthOf(sortedNumbers(reference));
  const [m, n] = [reference.length, current.length];
  const discrepancy = (order: Uint32Array): number => {
    const values = Float64Array.from(order, (row) => all[row] ?? 0);
    const sums = [0, 0, 0];
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < i; j++) {
        const side = i < m ? 0 : j < m ? 1 : 2;
        sums[side] = (sums[side] ?? 0) + Math.exp(-(((values[i] ?? 0) - (values[j] ?? 0)) ** 2) / width);
      }
    }
    const [within = 0, between = 0, after = 0] = sums;
    return (2 * within) / (m * (m - 1)) + (2 * after) / (n * (n - 1)) - (2 * between) / (m * n);
  };
  return permutationP(all.length, BY_DISCREPANCY, discrepancy(inOrder(all.length)), discrepancy);
}

/** The median of all squared distances, those of a row to itself too; 1 where that is 0. */
function widthOf(sorted: Float64Array): number {
  const squares = new Float64Array(sorted.length ** 2);
  sorted.forEach((one, i) => {
    sorted.forEach((other, j) => {
      squares[i * sorted.length + j] = (one - other) ** 2;
    });
  });
  squares.sort();
  return squares[Math.round((squares.length - 1) / 2)] || 1;
}
