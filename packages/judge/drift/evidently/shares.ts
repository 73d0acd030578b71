import { type Cell, countsOf, distinctOf, type Sides, sortedNumbers } from './column.ts';

/** Shares of the same bins on both sides. */
export interface Shares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const MANY = 20;
const LEAST = 0.0001;

/**
 * Bins as Evidently takes them for PSI, KL and Jensen-Shannon: numbers with more than 20 distinct values in the
 * reference by Sturges' rule over both sides, else one bin a value. `filled`: no share is 0 (judge.md 7.1).
 */
export function sharesOf(sides: Sides, filled: boolean): Shares {
  const { kind, reference, current } = sides;
  const binned = kind === 'num' && new Set(reference).size > MANY;
  const shares = binned ? inBins(sides, [...reference, ...current]) : byValue(sides);
  return filled ? { reference: fill(shares.reference), current: fill(shares.current) } : shares;
}

export function byValue(sides: Sides): Shares {
  const keys = [...distinctOf(sides)];
  const of = (cells: readonly Cell[]) => {
    const counts = countsOf(cells);
    return keys.map((key) => (counts.get(key) ?? 0) / cells.length);
  };
  return { reference: of(sides.reference), current: of(sides.current) };
}

/** Shares in the bins that Sturges' rule makes of `from`. */
export function inBins({ reference, current }: Sides, from: readonly Cell[]): Shares {
  const edges = edgesOf(sortedNumbers(from));
  const of = (cells: readonly Cell[]) => histogram(sortedNumbers(cells), edges).map((n) => n / cells.length);
  return { reference: of(reference), current: of(current) };
}

/** numpy's `histogram_bin_edges(values, 'sturges')`: log2(n) + 1 bins, rounded up; of whole numbers none under 1. */
function edgesOf(sorted: Float64Array): number[] {
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (low === high) return [low - 0.5, high + 0.5];
  const natural = (high - low) / (Math.log2(sorted.length) + 1);
  const width = sorted.every(Number.isInteger) ? Math.max(1, natural) : natural;
  const bins = Math.ceil((high - low) / width);
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, at) => (at === bins ? high : low + at * step));
}

/** How many lie in each bin; the last one holds its upper edge too. */
export function histogram(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  let bin = 0;
  for (const value of sorted) {
    if (value < low || value > high) continue;
    while (bin < counts.length - 1 && value >= (edges[bin + 1] ?? high)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function fill(shares: readonly number[]): number[] {
  const least = shares.reduce(
    (low, share) => (share > 0 && share < low ? share : low),
    Number.POSITIVE_INFINITY,
  );
  const filling = least <= LEAST ? least / 1e6 : LEAST;
  return shares.map((share) => (share === 0 ? filling : share));
}
