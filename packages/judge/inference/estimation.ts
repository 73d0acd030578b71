import type { Measure } from '#metrics/measure/measure';
import type { Estimate } from './estimate.ts';
import { type Examples, layoutOf } from './examples.ts';
import { type Footing, floorOf, isArea } from './floor.ts';
import { byClass, byGroup, pullsOf } from './influence.ts';
import { clopperPearson, type Interval } from './proportion.ts';
import { footingOf, plain } from './rows.ts';
import { type Spread, spreadOf } from './spread.ts';
import { logitInterval, studentInterval } from './studentised.ts';
import type { Terms } from './terms.ts';

/**
 * A measure of these rows and how sure it is. `value`: where it is known already. A proportion goes by Clopper and
 * Pearson; what lies between 0 and 1 by its influence function and a logit interval; the rest by its influence
 * function and Student's t.
 */
export function estimateOf(measure: Measure, examples: Examples, terms: Terms, value?: number): Estimate {
  const rows = plain(examples);
  const measured = value ?? measure.value(rows.labels, rows.answers, rows.weights, layoutOf(rows));
  if (typeof measured !== 'number') return undefinedEstimate(measured.because);
  const footing = footingOf(measure, rows);
  const { n, noun } = footing;
  const open = floorOf(measure, 'single', footing, terms);
  const found = { value: measured, n, noun, open };
  const share =
    rows.weights === null && rows.groups === null ? measure.share?.(rows.labels, rows.answers) : undefined;
  if (share !== undefined) {
    const counted = ones(share.counted);
    const interval = clopperPearson(ones(share.hits), counted, terms.confidence);
    const standardError = Math.sqrt((measured * (1 - measured)) / counted);
    return { ...found, interval, standardError, method: 'Clopper-Pearson' };
  }
  const spread = ownSpread(measure, rows, footing);
  if (spread === null) {
    const because = `${measure.name} has no influence function`;
    return { ...found, interval: null, standardError: null, method: 'none', open: { because, needed: null } };
  }
  const { method, interval } = intervalOf(measure, measured, spread, footing, terms.confidence);
  return { ...found, interval, standardError: spread.standardError, method };
}

/** Spread of one model's value; null where the measure has no influence function. */
function ownSpread(measure: Measure, rows: Examples, footing: Footing): Spread | null {
  const pulls = pullsOf(measure, rows);
  return pulls === null ? null : spreadOfPulls(measure, pulls, rows, footing);
}

/** Spread of a sum of pulls of these rows: by group where there are groups, by class for an area under an ROC curve. */
export function spreadOfPulls(
  measure: Measure,
  pulls: Float64Array,
  rows: Examples,
  footing: Footing,
): Spread {
  const { labels, groups, weights } = rows;
  if (groups !== null) return spreadOf(byGroup(pulls, groups), footing.n);
  if (weights !== null) return spreadOf(pulls, alike(weights) * footing.n);
  if (isArea(measure)) return spreadOf(byClass(pulls, labels), footing.n, 1);
  return spreadOf(pulls, footing.n);
}

/** As what share of rows of one weight these count (Kish 1965). */
function alike(weights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / (weights.length * squares);
}

function intervalOf(
  { range: [least, greatest] }: Measure,
  value: number,
  spread: Spread,
  { n }: Footing,
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

function ones(flags: Uint8Array): number {
  let count = 0;
  for (const flag of flags) count += flag;
  return count;
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
