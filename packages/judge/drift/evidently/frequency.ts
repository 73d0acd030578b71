import { Mistake } from '#kit/outcome';
import { chiSquareTail, logGamma } from '../../distribution/gamma.ts';
import { normalTail } from '../../distribution/normal.ts';
import { type Cell, countsOf, distinctOf, type Sides, sortedCells } from './column.ts';

/** Observed and expected counts by value: what is there now, and the reference. */
function cellsOf(sides: Sides): { readonly now: number; readonly before: number }[] {
  const [before, now] = [countsOf(sides.reference), countsOf(sides.current)];
  return [...distinctOf(sides)].map((key) => ({ now: now.get(key) ?? 0, before: before.get(key) ?? 0 }));
}

/** Pearson's test of now against the reference as if that were known; a value it does not hold makes p 0. */
export function chiSquareP(sides: Sides): number {
  const cells = cellsOf(sides);
  const scale = sides.current.length / sides.reference.length;
  if (cells.some(({ before }) => before === 0)) return 0;
  const statistic = cells.reduce(
    (sum, { now, before }) => sum + (now - before * scale) ** 2 / (before * scale),
    0,
  );
  return chiSquareTail(statistic, cells.length - 1);
}

/** Likelihood-ratio test on counts as they are; both sides have to be of one size, as scipy demands. */
export function gTestP(sides: Sides): number {
  const { reference, current } = sides;
  if (reference.length !== current.length) {
    const what = `compares ${reference.length} rows with ${current.length}`;
    throw new Mistake({
      subject: 'g_test',
      what,
      remedy: 'Give both sides as many rows, or take chisquare.',
    });
  }
  const cells = cellsOf(sides);
  if (cells.some(({ before }) => before === 0)) return 0;
  const statistic = cells.reduce(
    (sum, { now, before }) => sum + (now === 0 ? 0 : 2 * now * Math.log(now / before)),
    0,
  );
  return chiSquareTail(statistic, cells.length - 1);
}

/** Two-proportion z-test of everything but the first value in order. */
export function proportionP(sides: Sides): number {
  const [first, ...more] = sortedCells(distinctOf(sides));
  if (more.length === 0) return 1;
  const share = (cells: readonly Cell[]) => cells.filter((cell) => cell !== first).length / cells.length;
  const [m, n] = [sides.reference.length, sides.current.length];
  const [p, q] = [share(sides.reference), share(sides.current)];
  const pooled = (m * p + n * q) / (m + n);
  const z = (p - q) / Math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n));
  return Math.min(1, 2 * normalTail(Math.abs(z)));
}

type Table = readonly [readonly [number, number], readonly [number, number]];

/** Rows: now, reference; columns: the second value, the first. */
export function fisherTable(sides: Sides): Table {
  const [, second] = sortedCells(distinctOf(sides));
  const row = (cells: readonly Cell[]): [number, number] => {
    const count = cells.filter((cell) => cell === second).length;
    return [count, cells.length - count];
  };
  return [row(sides.current), row(sides.reference)];
}

/** Fisher's exact test, two-sided: tables as likely as this one or less. `sides` not cleaned. */
export function fisherP(sides: Sides): number {
  const refused = (what: string) =>
    new Mistake({ subject: 'fisher_exact', what, remedy: 'Give two columns of two values each.' });
  if (
    [...sides.reference, ...sides.current].some((cell) => typeof cell === 'number' && !Number.isFinite(cell))
  ) {
    throw refused('Null or inf values found in either reference_data or current_data');
  }
  if (distinctOf(sides).size > 2) throw refused('Expects binary data for both reference and current');
  const [[a, b], [c, d]] = fisherTable(sides);
  const choose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const chance = (x: number) =>
    Math.exp(choose(a + b, x) + choose(c + d, a + c - x) - choose(a + b + c + d, a + c));
  const limit = chance(a) * (1 + 1e-7);
  let p = 0;
  for (let x = Math.max(0, a - d); x <= Math.min(a + b, a + c); x++) if (chance(x) <= limit) p += chance(x);
  return Math.min(1, p);
}
