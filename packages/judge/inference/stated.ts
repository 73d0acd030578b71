import type { Measurement } from '#metrics/measurement';
import type { Noise } from '../decision/noise.ts';
import { Sheet } from '../decision/sheet.ts';
import { normalQuantile, normalTail } from '../distribution/normal.ts';
import type { Contrast } from './contrast.ts';
import type { Estimate, Open } from './estimate.ts';
import type { Terms } from './terms.ts';

/**
 * Numbers whose standard error somebody states, or that are means of values by id, are judged by these; `inner` answers
 * for all others.
 */
export function statedNoise(
  candidate: readonly Measurement[],
  baseline: readonly Measurement[] | null,
  said: Terms,
  inner: Noise,
): Noise {
  // gates have a least number of their own, so it is they who hold it against what they rest on
  const terms = { ...said, minN: 0 };
  const [mine, theirs] = [new Sheet(candidate), new Sheet(baseline ?? [])];
  return {
    estimate: (metric, slice, confidence) => {
      const own = mine.at(metric, slice);
      const stated = own === null ? null : statedEstimate(own, { ...terms, confidence });
      return stated ?? inner.estimate(metric, slice, confidence);
    },
    contrast: (metric, slice, times) => {
      const [own, other] = [mine.at(metric, slice), theirs.at(metric, slice)];
      if (own?.standardError === undefined || other === null) return inner.contrast(metric, slice, times);
      return statedContrast(own, other, terms, times);
    },
  };
}

/** A number with a standard error, and the interval of a normal distribution; null where there is none. */
export function statedEstimate(measurement: Measurement, terms: Terms): Estimate | null {
  const { value, standardError, rows } = measurement;
  if (standardError === undefined || !Number.isFinite(value)) return null;
  const off = quantile(terms.confidence) * standardError;
  const method = measurement.examples === undefined ? 'stated standard error' : 'mean of values by id';
  return {
    value,
    interval: [value - off, value + off],
    standardError,
    n: rows,
    noun: NOUN,
    method,
    open: openOf(rows, terms) ?? (measurement.examples !== undefined && standardError === 0 ? ALIKE : null),
  };
}

/**
 * candidate - times * baseline of two numbers with standard errors. Means of values on the same ids are paired: the
 * standard error is that of the mean of the differences. Else the two are taken as independent, which says too much
 * noise where both saw the same examples, and never too little. A text says why there is no contrast.
 */
export function statedContrast(
  candidate: Measurement,
  baseline: Measurement,
  terms: Terms,
  times = 1,
): Contrast | string {
  const { metric } = candidate;
  if (candidate.standardError === undefined) return `no standard error of ${metric} is stated`;
  if (baseline.standardError === undefined) return `no standard error of the baseline's ${metric} is stated`;
  const paired = pairedError(candidate, baseline, times);
  const apart = Math.hypot(candidate.standardError, times * baseline.standardError);
  const standardError = paired ?? apart;
  const difference = candidate.value - times * baseline.value;
  const n = Math.min(candidate.rows, baseline.rows);
  const z = (margin: number) => {
    const off = difference - margin;
    return off === 0 ? 0 : off / standardError;
  };
  return {
    candidate: candidate.value,
    baseline: baseline.value,
    times,
    difference,
    n,
    noun: NOUN,
    method: paired === null ? 'stated standard errors, not paired' : 'paired, mean of values by id',
    open: openOf(n, terms) ?? (paired === 0 ? ALIKE : null),
    interval: (confidence) => {
      const off = quantile(confidence) * standardError;
      return [difference - off, difference + off];
    },
    p: (side, margin) => normalTail(side === 'above' ? z(margin) : -z(margin)),
    needed: (margin, confidence) => neededFor(difference - margin, standardError, n, confidence),
  };
}

const NOUN = 'examples';

/** Of values by id that do not vary: what would vary has not been seen. */
const ALIKE: Open = {
  because: 'no value by id differs from another, so nothing tells how they vary',
  needed: null,
};

function quantile(confidence: number): number {
  return normalQuantile((1 + confidence) / 2);
}

/** Where it is not said how many examples there are, their number cannot be too small. */
function openOf(rows: number, { minN }: Terms): Open | null {
  if (rows === 0 || rows >= minN) return null;
  return { because: `${rows} ${NOUN} are fewer than ${minN}`, needed: minN };
}

/** Standard error of the mean of candidate - times * baseline, value by value; null where the ids are not the same. */
function pairedError(candidate: Measurement, baseline: Measurement, times: number): number | null {
  const [mine, theirs] = [candidate.examples, baseline.examples];
  if (mine === undefined || theirs === undefined || mine.ids.length !== theirs.ids.length) return null;
  const at = new Map(theirs.ids.map((id, row) => [id, row]));
  if (mine.ids.some((id) => !at.has(id))) return null;
  const mean = candidate.value - times * baseline.value;
  const squares = mine.ids.reduce((sum, id, row) => {
    const other = theirs.values[at.get(id) ?? 0] ?? Number.NaN;
    return sum + ((mine.values[row] ?? Number.NaN) - times * other - mean) ** 2;
  }, 0);
  const n = mine.ids.length;
  return Math.sqrt(squares / (n - 1) / n);
}

const POWER = 0.8;
const MOST = 100;

/** Examples that would decide with a chance of 80 %, were the difference the one now measured; null beyond 100 times. */
function neededFor(off: number, standardError: number, n: number, confidence: number): number | null {
  if (n === 0) return null;
  const needed = Math.ceil(n * (((quantile(confidence) + normalQuantile(POWER)) * standardError) / off) ** 2);
  return needed <= MOST * n ? Math.max(needed, n + 1) : null;
}
