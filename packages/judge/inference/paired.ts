import type { Measure, Share } from '#metrics/measure/measure';
import { binomialUpTo } from '../distribution/binomial.ts';
import { normalTail } from '../drift/gamma.ts';
import { normalQuantile } from '../kayenta/normal.ts';
import type { Contrast } from './contrast.ts';
import { spreadOfPulls } from './estimation.ts';
import { type Examples, layoutOf, rowsIn } from './examples.ts';
import { type Footing, floorOf, isArea } from './floor.ts';
import { pullsOf } from './influence.ts';
import { neededFor } from './need.ts';
import { footingOf, plain } from './rows.ts';
import { type Count, scoreInterval, scoreOf } from './score.ts';
import type { Spread } from './spread.ts';
import { studentInterval, studentP } from './studentised.ts';
import type { Terms } from './terms.ts';

type Judged = Pick<Contrast, 'method' | 'interval' | 'p'>;

/**
 * candidate - times * baseline, both measured on the same rows in the same order: labels, weights and groups are the
 * candidate's. Proportions of the same rows go by Tango's score interval (at margin 0 by the exact test of McNemar),
 * every other measure by the difference of the two influence functions.
 */
export function contrastOf(
  measure: Measure,
  candidate: Examples,
  baseline: Examples,
  terms: Terms,
  times = 1,
): Contrast {
  const one = plain(candidate);
  const other = plain({ ...candidate, answers: baseline.answers });
  const values = [one, other].map((rows) =>
    measure.value(rows.labels, rows.answers, rows.weights, layoutOf(rows)),
  );
  const [mine, theirs] = values;
  if (typeof mine !== 'number') return undefinedContrast(mine?.because ?? 'it has no value', times);
  if (typeof theirs !== 'number')
    return undefinedContrast(`baseline: ${theirs?.because ?? 'no value'}`, times);
  const footing = lesser(footingOf(measure, one), footingOf(measure, other));
  const difference = mine - times * theirs;
  const judged =
    byShares(measure, one, other, times) ?? byInfluence(measure, one, other, times, difference, footing);
  const { n, noun } = footing;
  const open = floorOf(measure, 'paired', footing, terms) ?? (judged === null ? unknown(measure) : null);
  const found = { candidate: mine, baseline: theirs, times, difference, n, noun, open };
  return judged === null ? { ...found, ...UNJUDGED } : { ...found, ...judged, needed: needOf(judged, found) };
}

/** Null where the rows that count are not the same for both, or count unequally. */
function byShares(measure: Measure, one: Examples, other: Examples, times: number): Judged | null {
  if (one.weights !== null || one.groups !== null) return null;
  const mine = measure.share?.(one.labels, one.answers);
  const theirs = measure.share?.(other.labels, other.answers);
  if (mine === undefined || theirs === undefined || !mine.fixed) return null;
  const { counts, won, lost } = crossed(mine, theirs, times);
  const score = "Tango's score interval";
  return {
    method: times === 1 ? `paired, ${score} (at margin 0 exact McNemar)` : `paired, ${score}`,
    interval: (confidence) => scoreInterval(counts, normalQuantile((1 + confidence) / 2)),
    p: (side, margin) => {
      if (times === 1 && margin === 0) return binomialUpTo(side === 'below' ? won : lost, won + lost, 0.5);
      const z = scoreOf(counts, margin);
      return normalTail(side === 'above' ? z : -z);
    },
  };
}

/** How often both hit, one did, neither did; the values are those of candidate - times * baseline. */
function crossed(mine: Share, theirs: Share, times: number) {
  let [both, won, lost, neither] = [0, 0, 0, 0];
  mine.counted.forEach((counted, row) => {
    if (counted === 0) return;
    if (mine.hits[row] === 1) theirs.hits[row] === 1 ? both++ : won++;
    else theirs.hits[row] === 1 ? lost++ : neither++;
  });
  const counts: readonly Count[] = [
    { value: 1 - times, rows: both },
    { value: 1, rows: won },
    { value: -times, rows: lost },
    { value: 0, rows: neither },
  ];
  return { counts, won, lost };
}

function byInfluence(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
  difference: number,
  footing: Footing,
): Judged | null {
  const [mine, theirs] = [pullsOf(measure, one), pullsOf(measure, other)];
  if (mine === null || theirs === null) return null;
  const pulls = mine.map((pull, row) => pull - times * (theirs[row] ?? 0));
  const of = (own: Float64Array) => spreadOfPulls(measure, own, one, footing);
  const unrelated = of(mine).standardError ** 2 + (times * of(theirs).standardError) ** 2;
  const apart = unrelated > 0 ? unrelated : width(measure) ** 2 / footing.n;
  const spread = padded(of(pulls), apart, changedRows(one, other), footing.n);
  return {
    method:
      isArea(measure) && one.groups === null
        ? 'paired, influence functions (DeLong)'
        : 'paired, influence functions',
    interval: (confidence) => studentInterval(difference, spread, confidence),
    p: (side, margin) => studentP(difference, spread, side, margin),
  };
}

/** Changed rows from which on their own spread tells enough. */
const CHANGED = 30;
/** As in Tango's interval without a discordant pair: half of it is 3.84 / n. */
const UNSEEN = 3.84;

/** Where few rows changed, others that would change have not been seen: their spread is that of unrelated models. */
function padded(spread: Spread, apart: number, changed: number, n: number): Spread {
  if (changed >= CHANGED) return spread;
  return { ...spread, standardError: Math.sqrt(spread.standardError ** 2 + (UNSEEN * apart) / n) };
}

/** Of the range, for where neither model errs; of an unbounded measure nothing is known there. */
function width({ range: [least, greatest] }: Measure): number {
  return Number.isFinite(greatest - least) ? greatest - least : 0;
}

function changedRows(one: Examples, other: Examples): number {
  const { answers } = one;
  const rows = rowsIn(one);
  let changed = 0;
  for (let row = 0; row < rows; row++)
    for (let at = row; at < answers.length; at += rows)
      if (answers[at] !== other.answers[at]) {
        changed++;
        break;
      }
  return changed;
}

const lesser = (one: Footing, other: Footing) => (one.n <= other.n ? one : other);

function needOf(
  { interval }: Judged,
  { difference, n }: Pick<Contrast, 'difference' | 'n'>,
): Contrast['needed'] {
  return (margin, confidence) => {
    const [low, high] = interval(confidence);
    const standardError = (high - low) / (2 * normalQuantile((1 + confidence) / 2));
    return neededFor(difference - margin, standardError, n, confidence);
  };
}

const UNJUDGED = {
  method: 'none',
  interval: () => [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const,
  p: () => 1,
  needed: () => null,
} as const;

const unknown = (measure: Measure) => ({
  because: `${measure.name} has no influence function`,
  needed: null,
});

function undefinedContrast(because: string, times: number): Contrast {
  const nothing = {
    candidate: Number.NaN,
    baseline: Number.NaN,
    difference: Number.NaN,
    n: 0,
    noun: 'examples',
  };
  return { ...nothing, ...UNJUDGED, times, open: { because, needed: null } };
}
