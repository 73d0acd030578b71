import type { Random } from '#kit/random';
import { effectOf, type Measure, meanRatioOf } from './effect.ts';
import { mannWhitney, type Shift } from './mannwhitney.ts';
import type { NanStrategy } from './missing.ts';
import { meanOf } from './moments.ts';
import { noisy } from './noise.ts';

/** Which differences are bad. */
export type Direction = 'increase' | 'decrease' | 'either';

/** Effects from which a difference counts. */
interface Limits {
  readonly increase: number;
  readonly decrease: number;
}

/** How a metric's two sides are compared. */
export interface Rule {
  readonly direction: Direction;
  readonly nanStrategy: NanStrategy;
  readonly critical: boolean;
  readonly mustHaveData: boolean;
  readonly measure: Measure;
  /** effect up to which a significant difference still passes */
  readonly allowed: Limits;
  /** effect from which a critical metric fails the whole canary */
  readonly criticalAt: Limits;
  /** share of the estimate that the interval has to clear */
  readonly tolerance: number;
  readonly confidence: number;
}

export type Label = 'Pass' | 'High' | 'Low' | 'Nodata' | 'NodataFailMetric' | 'Error';

/** What became of one metric, with its numbers. */
export interface Classification {
  readonly label: Label;
  readonly reason: string | null;
  readonly critical: boolean;
  /** mean of the canary by mean of the baseline */
  readonly deviation: number;
  /** absent where no test was needed */
  readonly test?: Shift & { readonly bound: number; readonly effect: number };
}

const FAILED = 'Metric Classification Failed';

/** One metric, its sides cleaned, in the order of judge.md 4.4. `random` is asked only for two constant sides. */
export function classified(
  name: string,
  experiment: readonly number[],
  control: readonly number[],
  rule: Rule,
  random: Random,
): Classification {
  if (experiment.length === 0 || control.length === 0) return withoutData(name, rule);
  const [distinctX, distinctY] = [new Set(experiment), new Set(control)];
  if (isSame(experiment, control)) {
    return { ...PASS, reason: `The experiment and control data of ${name} are identical` };
  }
  if (distinctX.union(distinctY).size === 1) return PASS;
  const constant = distinctX.size === 1 && distinctY.size === 1;
  const [x, y] = constant ? [noisy(experiment, random), noisy(control, random)] : [experiment, control];
  const shift = mannWhitney(x, y, rule.confidence);
  if (shift === null) return { ...PASS, label: 'Error', reason: FAILED, deviation: Number.NaN };
  const deviation = meanRatioOf(experiment, control);
  const effect = rule.measure === 'meanRatio' ? deviation : effectOf(rule.measure, experiment, control);
  const bound = rule.tolerance * Math.abs(shift.estimate);
  return { ...labelled(name, shift, bound, effect, rule), deviation, test: { ...shift, bound, effect } };
}

const PASS: Classification = { label: 'Pass', reason: null, critical: false, deviation: 1 };

function withoutData(name: string, { nanStrategy, mustHaveData, critical }: Rule): Classification {
  if (nanStrategy === 'replace') return PASS;
  const reason = `Missing data for ${name}`;
  if (mustHaveData && !critical) return { ...PASS, label: 'NodataFailMetric', reason };
  return { ...PASS, label: 'Nodata', reason, critical };
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  const [a, b] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()];
  // not Object.is: 0 and -0 are equal
  return a.every((value, index) => value === (b[index] ?? Number.NaN));
}

function labelled(name: string, { low, high }: Shift, bound: number, effect: number, rule: Rule) {
  const { direction, allowed, criticalAt } = rule;
  const reaches = (limit: number) => Number.isNaN(effect) || effect >= limit;
  const sinksTo = (limit: number) => Number.isNaN(effect) || effect <= limit;
  if (direction !== 'decrease' && low > bound && reaches(allowed.increase)) {
    return failing(name, 'High', rule.critical && reaches(criticalAt.increase));
  }
  if (direction !== 'increase' && high < -bound && sinksTo(allowed.decrease)) {
    return failing(name, 'Low', rule.critical && sinksTo(criticalAt.decrease));
  }
  return { label: 'Pass', reason: null, critical: false } as const;
}

function failing(name: string, label: 'High' | 'Low', critical: boolean) {
  const reason = critical
    ? `The metric ${name} was classified as ${label} (Critical)`
    : `${name} was classified as ${label}`;
  return { label, reason, critical } as const;
}

/** Kayenta's simple classifier: which mean is larger (judge.md 4.4). */
export function classifiedByMean(experiment: readonly number[], control: readonly number[]): Label {
  if (experiment.length === 0 || control.length === 0) return 'Nodata';
  const [one, other] = [meanOf(experiment), meanOf(control)];
  return one > other ? 'High' : one < other ? 'Low' : 'Pass';
}
