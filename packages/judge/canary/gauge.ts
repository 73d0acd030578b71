import { digits } from '../digits.ts';
import { percentileOf } from '../kayenta/percentile.ts';
import { boundOf, limitOf, limitSaid } from './allowance.ts';
import { badSides, boundsOf, type Look, type Measured, type Unjudged } from './finding.ts';
import type { Pairing } from './pairing.ts';
import type { MetricRule } from './rules.ts';
import { type Shift, type Sides, scaledShift, shiftOf } from './shift.ts';
import { type Tail, tailOf } from './tail.ts';

type Bad = 'increase' | 'decrease';

/** Of fewer points no noise is known, whatever `min-n` says: only constants are compared then. */
const LEAST = 5;

/** Canary and baseline of values that wander: how far they are shifted, then spread and tails. */
export function gaugeMeasured(rule: MetricRule, sides: Pairing, confidence: number): Measured | Unjudged {
  const { paired } = sides;
  const [one, other] = [constantOf(sides.experiment.sorted), constantOf(sides.control.sorted)];
  if (one !== null && other !== null) return constants(rule, one, other);
  const [mine, theirs] = [sides.experiment.values.length, sides.control.values.length];
  if (Math.min(mine, theirs) < LEAST) return tooFew(mine, theirs);
  const level = percentileOf(sides.control.sorted, 50);
  const shift = shiftOf(sides);
  const interval = shift.interval(confidence);
  const words = said(shift, interval, confidence);
  const tails = badSides(rule).map((side) => tailOf(sides, side, (at) => limitOf(rule, side, at), rule.tail));
  const { autocorrelation, effective, freedom } = shift.noise;
  return {
    method: `Hodges-Lehmann, ${paired ? 'paired by time' : 'not paired'}, noise by autocorrelation, t with ${digits(freedom, 3)} degrees of freedom`,
    paired,
    estimate: shift.estimate,
    interval,
    bound: boundsOf(rule, (side) => boundOf(rule, side, level)),
    effect: level === 0 ? null : shift.estimate / Math.abs(level),
    autocorrelation,
    effectiveN: effective,
    freedom,
    tails,
    looks: [
      ...badSides(rule).map((side) => shiftLook(rule, side, shift, sides, words)),
      ...tails.map((tail) => tailLook(tail, rule)),
    ],
  };
}

function tooFew(one: number, other: number): Unjudged {
  const because = `the canary has ${one} points and the baseline ${other}: of values that differ ${LEAST} each are the least`;
  return { state: 'inconclusive', because, remedy: 'Let the canary run longer.' };
}

/** The value of a side that has only one. */
function constantOf(sorted: Float64Array): number | null {
  const [first = Number.NaN] = sorted;
  return first === sorted.at(-1) ? first : null;
}

/** Two constants have no noise: they are compared as they are. */
function constants(rule: MetricRule, one: number, other: number): Measured {
  const difference = one - other;
  const bound = boundsOf(rule, (side) => boundOf(rule, side, other));
  const looks = badSides(rule).map((side): Look => {
    const worse = (side === 'increase' ? difference : -difference) > (bound[side] ?? 0);
    const words =
      difference === 0
        ? `is ${digits(one)} on both sides`
        : `is ${digits(one)} throughout, the baseline's ${digits(other)}`;
    return {
      of: 'value',
      side,
      worse: worse ? 0 : 1,
      fine: worse ? 1 : 0,
      words,
      ...limitSaid(rule, side, other),
    };
  });
  return {
    method: 'constants, compared directly',
    paired: false,
    estimate: difference,
    interval: null,
    bound,
    effect: other === 0 ? null : difference / Math.abs(other),
    autocorrelation: null,
    effectiveN: null,
    freedom: null,
    tails: [],
    looks,
  };
}

/**
 * The shift against what is allowed. Against a ratio the baseline itself is scaled, as it is random too; where a
 * ratio and a margin are given the wider one counts: worse only if beyond both, fine if surely within either.
 */
function shiftLook(rule: MetricRule, side: Bad, shift: Shift, sides: Sides, words: string): Look {
  const [toward, back] = side === 'increase' ? (['above', 'below'] as const) : (['below', 'above'] as const);
  const sign = side === 'increase' ? 1 : -1;
  const tests: { readonly worse: number; readonly fine: number }[] = [];
  const add = (of: Pick<Shift, 'p'>, margin: number) =>
    tests.push({ worse: of.p(toward, margin), fine: of.p(back, margin) });
  const level = percentileOf(sides.control.sorted, 50);
  const ratio = rule.tolerance[side];
  if (rule.margin !== null) add(shift, sign * rule.margin);
  if (ratio !== null && level !== 0) {
    const times = 1 + sign * Math.sign(level) * ratio;
    if (times > 0 && isOneSigned(sides.control.sorted)) add(scaledShift(sides, shift, times), 0);
    else add(shift, sign * ratio * Math.abs(level));
  }
  if (tests.length === 0) add(shift, 0);
  return {
    of: 'shift',
    side,
    worse: Math.max(...tests.map(({ worse }) => worse)),
    fine: Math.min(...tests.map(({ fine }) => fine)),
    words,
    ...limitSaid(rule, side, level),
  };
}

function isOneSigned(sorted: Float64Array): boolean {
  return Math.sign(sorted[0] ?? 0) * Math.sign(sorted.at(-1) ?? 0) > 0;
}

function said({ estimate, noise }: Shift, interval: Measured['interval'], confidence: number): string {
  const far =
    estimate === 0
      ? 'lies where the baseline lies'
      : `lies ${digits(Math.abs(estimate))} ${estimate > 0 ? 'higher' : 'lower'}`;
  if (interval === null)
    return `${far} (without limits: the points tell as much as ${digits(noise.effective, 2)} independent ones)`;
  const [low, high] = interval;
  return `${far} (${digits(confidence * 100)} %: ${digits(low)} to ${digits(high)})`;
}

function tailLook({ side, beyond, experiment, control, p }: Tail, rule: MetricRule): Look {
  const open = beyond === 0 && rule.tolerance[side] !== null && rule.margin === null;
  const percent = (share: number) => `${digits(share * 100, 3)} %`;
  const where = side === 'increase' ? 'above' : 'below';
  return {
    of: 'tail',
    side,
    worse: p,
    fine: null,
    words: `has ${percent(experiment)} of its points ${where} ${digits(beyond)}, the baseline ${percent(control)}`,
    limit: `${percent(rule.tail)} more are allowed`,
    open,
  };
}
