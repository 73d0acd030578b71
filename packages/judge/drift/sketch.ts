import { momentsOf } from './cells.ts';
import { total } from './evidence/exchange.ts';
import { EMPTY, ODD } from './profile/layout.ts';
import type { Scale } from './profile/scale.ts';
import type { Tally } from './profile/tally.ts';
import { valuesOf } from './sides.ts';
import { cellName } from './wording.ts';

/** What one side of a column looks like. Shares are of the rows that hold a value, `missing` and `odd` of all. */
export interface Sketch {
  readonly rows: number;
  /** share of empty cells */
  readonly missing: number;
  /** share of cells of another kind: words among numbers */
  readonly odd: number;
  /** of numbers, dates (milliseconds) and lengths of text, as their cells say it */
  readonly mean?: number;
  readonly deviation?: number;
  readonly range?: readonly [number, number];
  /** of categories, the most frequent first */
  readonly top?: readonly { readonly value: string; readonly share: number }[];
  readonly distinct?: number;
}

/** The same bars for both sides: shares that add up to 1. */
export interface Histogram {
  /** names of categories, or the edges of bins, one more than bars */
  readonly names: readonly string[] | null;
  readonly edges: readonly number[] | null;
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

const TOP = 3;
const BINS = 20;
const BARS = 12;

/** Shares of the cells; none of nothing. */
export function sharesOf(counts: Float64Array): number[] {
  const all = Math.max(1, total(counts));
  return Array.from(counts, (count) => count / all);
}

/** A column in few numbers: mean and spread, or its most frequent categories; and how much of it is empty. */
export function sketchOf(scale: Scale, tally: Tally): Sketch {
  const rows = total(tally.counts);
  const share = (place: number) => (rows === 0 ? 0 : (tally.counts[place] ?? 0) / rows);
  const known = { rows, missing: share(EMPTY), odd: share(ODD) };
  const values = valuesOf(tally);
  if ('cuts' in scale)
    return tally.range === null ? known : { ...known, ...momentsOf(scale.cuts, values), range: tally.range };
  if (scale.kind === 'empty') return known;
  const ranked = sharesOf(values)
    .map((of, cell) => ({ value: cellName(scale, cell), share: of }))
    .filter((one) => one.share > 0)
    .sort((one, other) => other.share - one.share);
  return { ...known, top: ranked.slice(0, TOP), distinct: ranked.length };
}

/**
 * Bars for a drawing. Numbers: 20 bins between the 1st and the 99th percentile of both sides, what lies outside in
 * the outermost; categories: the 12 most frequent, the rest as one.
 */
export function histogramOf(scale: Scale, reference: Tally, current: Tally): Histogram {
  const [one, other] = [sharesOf(valuesOf(reference)), sharesOf(valuesOf(current))];
  if ('cuts' in scale) return bins(scale.cuts, { reference: one, current: other });
  const cells = one.map((share, cell) => ({ cell, both: share + (other[cell] ?? 0) }));
  const ranked = cells.filter(({ both }) => both > 0).sort((a, b) => b.both - a.both);
  const [kept, rest] = [ranked.slice(0, BARS), ranked.slice(BARS)];
  const bars = (shares: readonly number[]) => {
    const of = (list: readonly { readonly cell: number }[]) =>
      list.reduce((sum, { cell }) => sum + (shares[cell] ?? 0), 0);
    return [...kept.map((bar) => of([bar])), ...(rest.length > 0 ? [of(rest)] : [])];
  };
  const names = kept.map(({ cell }) => cellName(scale, cell));
  const shown = rest.length > 0 ? [...names, `${rest.length} others`] : names;
  return { names: shown, edges: null, reference: bars(one), current: bars(other) };
}

function bins(
  cuts: readonly number[],
  sides: { readonly reference: number[]; readonly current: number[] },
): Histogram {
  const [one, other] = [belowOf(cuts, sides.reference), belowOf(cuts, sides.current)];
  const inner = cuts.filter((cut) => [one, other].some((below) => below(cut) > 0.01 && below(cut) < 0.99));
  const [low, high] = [inner[0] ?? cuts[0] ?? 0, inner.at(-1) ?? cuts.at(-1) ?? 0];
  const width = (high - low || 1) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, edge) => low + edge * width);
  const bars = (below: (value: number) => number) =>
    edges
      .slice(1)
      .map((edge, bin) => (bin === BINS - 1 ? 1 : below(edge)) - (bin === 0 ? 0 : below(edges[bin] ?? 0)));
  return { names: null, edges, reference: bars(one), current: bars(other) };
}

/** The distribution function, a straight line within a cell. */
function belowOf(cuts: readonly number[], shares: readonly number[]): (value: number) => number {
  return (value) => {
    let sum = 0;
    shares.forEach((share, cell) => {
      const [from, to] = [cuts[cell - 1] ?? Number.NEGATIVE_INFINITY, cuts[cell] ?? Number.POSITIVE_INFINITY];
      const part =
        to > from && Number.isFinite(to - from) ? (value - from) / (to - from) : Number(value >= to);
      sum += share * Math.min(1, Math.max(0, part));
    });
    return sum;
  };
}
