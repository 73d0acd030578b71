import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import { normalQuantile, normalTail } from '../distribution/normal.ts';
import { replicateCount, replicatesOf, weighedValue } from './bootstrap.ts';
import type { Contrast } from './contrast.ts';
import { ownSpread } from './estimation.ts';
import type { Examples } from './examples.ts';
import { floorOf } from './floor.ts';
import { limitsOfGaps } from './gaps.ts';
import { contrasted, type Judged, judgedByReplicates, judgedBySpread } from './judged.ts';
import { type End, judgedByLimits } from './limits.ts';
import { wilson } from './proportion.ts';
import { footingOf } from './rows.ts';
import { steadied } from './smooth.ts';
import type { Spread } from './spread.ts';
import type { Terms } from './terms.ts';

/**
 * candidate - times * baseline, measured on rows of their own each: nothing is paired, and the variances add up. Two
 * proportions go by Newcombe's score interval, the rest by both influence functions, what has none by the bootstrap.
 */
export function contrastApart(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  terms: Terms,
  times = 1,
): Contrast {
  return contrasted(measure, candidate, baseline, times, ({ one, other, values, difference, footing }) => ({
    judged:
      byShares(measure, one, other, times) ??
      byGaps(measure, one, other, times) ??
      bySpreads(measure, [one, other], values, times) ??
      judgedByReplicates('unpaired, bootstrap', difference, () =>
        replicatesApart(measure, one, other, times, terms.seed),
      ),
    open: floorOf(measure, 'single', footing, terms),
  }));
}

/**
 * Newcombe's hybrid of two score intervals (Statistics in Medicine 17 (1998), 873-890, method 10), the baseline's
 * scaled. Its p is that of the quantile with which its end is at the margin.
 */
function byShares(measure: Measure, one: Examples, other: Examples, times: number): Judged | null {
  const [mine, theirs] = [plainShare(measure, one), plainShare(measure, other)];
  if (mine === null || theirs === null) return null;
  const [share, against] = [mine.hits / mine.n, theirs.hits / theirs.n];
  const end = (side: 'low' | 'high', quantile: number) => {
    const [low, high] = wilson(mine.hits, mine.n, quantile);
    const [least, most] = wilson(theirs.hits, theirs.n, quantile);
    const difference = share - times * against;
    if (side === 'low') return difference - Math.hypot(share - low, times * (most - against));
    return difference + Math.hypot(high - share, times * (against - least));
  };
  return {
    method: "unpaired, Newcombe's score interval",
    interval: (confidence) => {
      const quantile = normalQuantile((1 + confidence) / 2);
      return [end('low', quantile), end('high', quantile)];
    },
    p: (side, margin) => {
      const ahead = side === 'above' ? share - times * against - margin : margin - (share - times * against);
      const near = (quantile: number) =>
        side === 'above' ? end('low', quantile) >= margin : end('high', quantile) <= margin;
      return ahead >= 0 ? normalTail(furthest(near)) : 1;
    },
  };
}

const WIDEST = 40;

/** The greatest quantile at which `near` still holds: it holds up to one and never after. */
function furthest(near: (quantile: number) => boolean): number {
  let [low, high] = [0, WIDEST];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (near(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function plainShare(measure: Measure, { labels, answers, weights, groups }: Examples) {
  const share = weights === null && groups === null ? measure.share?.(labels, answers) : undefined;
  if (share === undefined) return null;
  let [hits, n] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    n += share.counted[row] ?? 0;
    hits += share.hits[row] ?? 0;
  }
  return { hits, n };
}

function bySpreads(
  measure: Measure,
  [one, other]: readonly [Examples, Examples],
  [mine, theirs]: readonly [number, number],
  times: number,
): Judged | null {
  const spreads = [
    { rows: one, value: mine },
    { rows: other, value: theirs },
  ].map(({ rows, value }) => {
    const footing = footingOf(measure, rows);
    const spread = ownSpread(measure, rows, footing, value);
    const n = measure.direction === 'lower-is-better' ? rowsIn(rows) : footing.n;
    return spread === null ? null : steadied(spread, measure, [value], n);
  });
  const [own, against] = spreads;
  if (!own || !against) return null;
  return judgedBySpread(
    'unpaired, influence functions',
    mine - times * theirs,
    together(own, against, times),
  );
}

/** The low end of one less the high end of the other, and the other way round. */
function byGaps(measure: Measure, one: Examples, other: Examples, times: number): Judged | null {
  const [mine, theirs] = [one, other].map((rows) => limitsOfGaps(measure, rows, footingOf(measure, rows)));
  if (!mine || !theirs) return null;
  const less = (own: End, against: End): End => ({
    at: own.at - times * against.at,
    spread: together(own.spread, against.spread, times),
  });
  return judgedByLimits('unpaired, limits of gaps', {
    low: less(mine.low, theirs.high),
    high: less(mine.high, theirs.low),
  });
}

/** Spread of own - times * against, independent: degrees of freedom by Welch and Satterthwaite. */
function together(own: Spread, against: Spread, times: number): Spread {
  const [mine, theirs] = [own.standardError ** 2, (times * against.standardError) ** 2];
  const variance = mine + theirs;
  const standardError = Math.sqrt(variance);
  if (variance === 0) return { standardError, freedom: Math.min(own.freedom, against.freedom), skewness: 0 };
  const cubes = own.skewness * mine ** 1.5 - Math.sign(times) * against.skewness * theirs ** 1.5;
  return {
    standardError,
    freedom: variance ** 2 / (mine ** 2 / own.freedom + theirs ** 2 / against.freedom),
    skewness: cubes / variance ** 1.5,
  };
}

/** Keeps the draws of one side from being those of the other. */
const OTHER = 0x5bd1_e995;

function replicatesApart(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
  seed: number,
): Float64Array {
  const count = replicateCount(Math.max(rowsIn(one), rowsIn(other)));
  const values = (rows: Examples, from: number) => {
    const value = weighedValue(measure, rows);
    return Array.from(
      { length: count },
      (_, replicate) => replicatesOf(rows, from + replicate, 1, value)[0] ?? null,
    );
  };
  const [mine, theirs] = [values(one, seed), values(other, seed ^ OTHER)];
  const differences = mine.flatMap((value, replicate) => {
    const against = theirs[replicate] ?? null;
    return value === null || against === null ? [] : [value - times * against];
  });
  return Float64Array.from(differences).sort();
}
