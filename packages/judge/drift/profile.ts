import { total } from './chisquare.ts';
import { moments } from './distance.ts';
import type { Pair, Sample } from './sample.ts';

/** What one side of a column looks like. Shares are of the rows that hold a value, `missing` of all. */
export interface Profile {
  readonly rows: number;
  /** share of empty cells */
  readonly missing: number;
  /** of numbers */
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

/** A column in few numbers: mean and spread, or its most frequent categories; and how much of it is empty. */
export function profileOf(sample: Sample): Profile {
  const { rows, missing } = sample;
  const known = { rows, missing: rows === 0 ? 0 : missing / rows };
  if (sample.kind === 'category') {
    const all = total(sample.counts);
    const top = ranked(sample.counts).slice(0, TOP);
    const shown = top.map(([value, count]) => ({ value, share: count / all }));
    return { ...known, top: shown, distinct: sample.counts.size };
  }
  const { values } = sample;
  if (values.length === 0) return known;
  const { mean, deviation } = moments(values);
  return { ...known, mean, deviation, range: [values[0] ?? 0, values.at(-1) ?? 0] };
}

function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}

/**
 * Bars for a drawing. Numbers: 20 bins between the 1st and the 99th percentile of both sides, what lies outside in
 * the outermost; categories: the 12 most frequent, the rest as one.
 */
export function histogramOf({ reference, current }: Pair): Histogram {
  if (reference.kind === 'number' && current.kind === 'number') {
    const edges = edgesOf(reference.values, current.values);
    const bars = (values: Float64Array) => binned(values, edges);
    return { names: null, edges, reference: bars(reference.values), current: bars(current.values) };
  }
  const [one, other] = [countsIn(reference), countsIn(current)];
  const both = new Map<string, number>();
  for (const counts of [one, other]) {
    const all = total(counts);
    for (const [name, count] of counts) both.set(name, (both.get(name) ?? 0) + count / all);
  }
  const names = ranked(both).map(([name]) => name);
  const [kept, rest] = [names.slice(0, BARS), names.slice(BARS)];
  const shares = (counts: ReadonlyMap<string, number>) => {
    const all = Math.max(1, total(counts));
    const of = (list: readonly string[]) =>
      list.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / all;
    return [...kept.map((name) => of([name])), ...(rest.length > 0 ? [of(rest)] : [])];
  };
  const shown = rest.length > 0 ? [...kept, `${rest.length} others`] : kept;
  return { names: shown, edges: null, reference: shares(one), current: shares(other) };
}

function countsIn(sample: Sample): ReadonlyMap<string, number> {
  return sample.kind === 'category' ? sample.counts : new Map();
}

function edgesOf(one: Float64Array, other: Float64Array): number[] {
  const at = (values: Float64Array, share: number) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))];
  const ends = (share: number) => [at(one, share), at(other, share)].filter((end) => end !== undefined);
  const [low, high] = [Math.min(...ends(0.01)), Math.max(...ends(0.99))];
  const width = (high - low || 1) / BINS;
  return Array.from({ length: BINS + 1 }, (_, edge) => low + edge * width);
}

function binned(values: Float64Array, edges: readonly number[]): number[] {
  const bars = new Array<number>(BINS).fill(0);
  const [low = 0, second = 1] = edges;
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / (second - low))));
    bars[bin] = (bars[bin] ?? 0) + 1 / values.length;
  }
  return bars;
}
