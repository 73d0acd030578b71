import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import { normalQuantile } from '../distribution/normal.ts';
import {
  percentileInterval,
  percentileP,
  type Replicates,
  replicateCount,
  replicatesOf,
  weighedValue,
} from './bootstrap.ts';
import type { Contrast } from './contrast.ts';
import type { Open } from './estimate.ts';
import type { Examples } from './examples.ts';
import type { Footing } from './floor.ts';
import { neededFor } from './need.ts';
import { footingOf, plain, valued } from './rows.ts';
import type { Spread } from './spread.ts';
import { studentInterval, studentP } from './studentised.ts';

/** How a difference is judged, whichever the method. */
export type Judged = Pick<Contrast, 'method' | 'interval' | 'p'>;

export function judgedBySpread(method: string, difference: number, spread: Spread): Judged {
  return {
    method,
    interval: (confidence) => studentInterval(difference, spread, confidence),
    p: (side, margin) => studentP(difference, spread, side, margin),
  };
}

/** Draws its replicates when first asked. */
export function judgedByReplicates(method: string, difference: number, draw: () => Replicates): Judged {
  let drawn: Replicates | null = null;
  const replicates = () => {
    drawn ??= draw();
    return drawn;
  };
  return {
    method,
    interval: (confidence) => percentileInterval(replicates(), confidence),
    p: (side, margin) => percentileP(replicates(), difference, side, margin),
  };
}

/** Both models on the same resampled rows. */
export function judgedByResampling(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
  difference: number,
  seed: number,
): Judged {
  const [mine, theirs] = [weighedValue(measure, one), weighedValue(measure, other)];
  return judgedByReplicates('paired, bootstrap', difference, () =>
    replicatesOf(one, seed, replicateCount(rowsIn(one)), (weights) => {
      const [own, against] = [mine(weights), theirs(weights)];
      return own === null || against === null ? null : own - times * against;
    }),
  );
}

/** Two sides that both have a value: what every way to judge their difference is told. */
export interface Sides {
  readonly one: Examples;
  readonly other: Examples;
  readonly values: readonly [number, number];
  /** values[0] - times * values[1] */
  readonly difference: number;
  readonly times: number;
  /** of the side that knows less */
  readonly footing: Footing;
}

/**
 * The contrast of two sides, their rows made plain, by `judge`, which also says why nothing confident can be told. Where
 * a side has no value there is nothing to judge.
 */
export function contrasted(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  times: number,
  judge: (sides: Sides) => { readonly judged: Judged; readonly open: Open | null },
): Contrast {
  const [one, other] = [plain(measure, candidate), plain(measure, baseline)];
  const [mine, theirs] = [valued(measure, one), valued(measure, other)];
  if (typeof mine !== 'number') return undefinedContrast(mine.because, times);
  if (typeof theirs !== 'number') return undefinedContrast(`baseline: ${theirs.because}`, times);
  const footing = lesser(footingOf(measure, one), footingOf(measure, other));
  const difference = mine - times * theirs;
  const { judged, open } = judge({ one, other, values: [mine, theirs], difference, times, footing });
  const { n, noun } = footing;
  return judgedContrast({ candidate: mine, baseline: theirs, times, difference, n, noun, open }, judged);
}

/** Of two footings the one that knows less. */
const lesser = (one: Footing, other: Footing) => (one.n <= other.n ? one : other);

type Known = Omit<Contrast, 'interval' | 'p' | 'needed' | 'method'>;

/** A contrast of what is known of the values and how their difference is judged. */
function judgedContrast(known: Known, judged: Judged): Contrast {
  const { difference, n } = known;
  const needed = (margin: number, confidence: number) => {
    const [low, high] = judged.interval(confidence);
    const standardError = (high - low) / (2 * normalQuantile((1 + confidence) / 2));
    return neededFor(difference - margin, standardError, n, confidence);
  };
  return { ...known, ...judged, needed };
}

/** Where a side has no value. */
function undefinedContrast(because: string, times: number): Contrast {
  return {
    candidate: Number.NaN,
    baseline: Number.NaN,
    times,
    difference: Number.NaN,
    n: 0,
    noun: 'examples',
    method: 'none',
    open: { because, needed: null },
    interval: () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    p: () => 1,
    needed: () => null,
  };
}
