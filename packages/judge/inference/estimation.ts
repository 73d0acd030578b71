import { rowsIn } from '#metrics/measure/cases';
import { condensedFor, levelsFor } from '#metrics/measure/condensed';
import type { Measure } from '#metrics/measure/measure';
import { deviation, percentileInterval, replicateCount, replicatesOf, weighedValue } from './bootstrap.ts';
import type { Estimate } from './estimate.ts';
import type { Examples } from './examples.ts';
import { type Footing, floorOf } from './floor.ts';
import { limitsOfGaps } from './gaps.ts';
import { alike, pullsOf, spreadOfFew, spreadOfLevels, spreadOfPulls } from './influence.ts';
import { intervalOfLimits } from './limits.ts';
import { clopperPearson, type Interval, ones } from './proportion.ts';
import { footingOf, plain, valued } from './rows.ts';
import type { Spread } from './spread.ts';
import { logitInterval, studentInterval } from './studentised.ts';
import type { Terms } from './terms.ts';

/**
 * A measure of these rows and how sure it is. `value`: where it is known already. A proportion goes by Clopper and
 * Pearson; what lies between 0 and 1 by its influence function and a logit interval; the rest by its influence
 * function and Student's t.
 */
export function estimateOf(measure: Measure, examples: Examples, terms: Terms, value?: number): Estimate {
  const rows = plain(measure, examples);
  const measured = value ?? valued(measure, rows);
  if (typeof measured !== 'number') return undefinedEstimate(measured.because);
  const footing = footingOf(measure, rows);
  const { n, noun } = footing;
  const open = floorOf(measure, 'single', footing, terms);
  const found = { value: measured, n, noun, open };
  const few = condensedFor(measure, rows);
  const { labels, answers } = few ?? rows;
  const share = rows.weights === null && rows.groups === null ? measure.share?.(labels, answers) : undefined;
  if (share !== undefined) {
    const counted = ones(share.counted, few?.counts);
    const interval = clopperPearson(ones(share.hits, few?.counts), counted, terms.confidence);
    const standardError = Math.sqrt((measured * (1 - measured)) / counted);
    return { ...found, interval, standardError, method: 'Clopper-Pearson' };
  }
  const limits = limitsOfGaps(measure, rows, footing);
  if (limits !== null) {
    const [low, high] = intervalOfLimits(limits, terms.confidence);
    const interval = [Math.max(0, low), Math.min(1, high)] as const;
    return { ...found, interval, standardError: limits.high.spread.standardError, method: 'limits of gaps' };
  }
  const spread = ownSpread(measure, rows, footing, measured);
  if (spread === null) return { ...found, ...resampled(measure, rows, terms) };
  const { standardError } = spread;
  const number = effectiveNumber(measure, measured, standardError, rows);
  if (number !== null) {
    const interval = clopperPearson(measured * number, number, terms.confidence);
    return { ...found, interval, standardError, method: 'Clopper-Pearson of weighted rows' };
  }
  const { method, interval } = intervalOf(measure, measured, spread, single(footing, rows), terms.confidence);
  return { ...found, interval, standardError: spread.standardError, method };
}

/** Spread of one model's value; null where the measure has no influence function. */
export function ownSpread(measure: Measure, rows: Examples, footing: Footing, value: number): Spread | null {
  const levels = levelsFor(measure, rows);
  if (measure.ofLevels !== undefined && levels !== null)
    return spreadOfLevels(measure, measure.ofLevels, levels, value, footing);
  const few = condensedFor(measure, rows);
  if (few !== null) return spreadOfFew(measure, few, footing);
  const pulls = pullsOf(measure, rows);
  return pulls === null ? null : spreadOfPulls(measure, pulls, rows, footing);
}

/**
 * As many rows of one weight as tell a weighted share as well: its variance over that of the weighted one (Korn and
 * Graubard, Survey Methodology 24 (1998)), and at most Kish's number. Null where it is no share, or not weighted.
 */
function effectiveNumber(
  { share }: Measure,
  value: number,
  standardError: number,
  { labels, answers, weights, groups }: Examples,
): number | null {
  if (weights === null || groups !== null || share === undefined) return null;
  const { counted } = share(labels, answers);
  const counting = weights.filter((_, row) => counted[row] === 1);
  const kish = counting.length * alike(counting);
  return standardError > 0 ? Math.min(kish, (value * (1 - value)) / standardError ** 2) : kish;
}

/** So many rows of one weight tell as much. */
function single({ n }: Footing, { weights }: Examples): number {
  return weights === null ? n : n * alike(weights);
}

function intervalOf(
  { range: [least, greatest] }: Measure,
  value: number,
  spread: Spread,
  n: number,
  confidence: number,
): { readonly method: string; readonly interval: Interval } {
  if (least === 0 && greatest === 1) {
    if (spread.standardError === 0 || value <= 0 || value >= 1)
      return { method: 'Clopper-Pearson', interval: clopperPearson(value * n, n, confidence) };
    return { method: 'logit interval', interval: logitInterval(value, spread, confidence) };
  }
  const [low, high] = studentInterval(value, spread, confidence);
  const interval = [Math.max(least, low), Math.min(greatest, high)] as const;
  return { method: 'influence function', interval };
}

function undefinedEstimate(because: string): Estimate {
  const open = { because, needed: null };
  return {
    value: Number.NaN,
    interval: null,
    standardError: null,
    n: 0,
    noun: 'examples',
    method: 'none',
    open,
  };
}

/** For what has no influence function, such as quantiles. */
function resampled(measure: Measure, rows: Examples, { seed, confidence }: Terms) {
  const count = replicateCount(rowsIn(rows));
  const replicates = replicatesOf(rows, seed, count, weighedValue(measure, rows));
  return {
    interval: percentileInterval(replicates, confidence),
    standardError: deviation(replicates),
    method: 'bootstrap',
  };
}
