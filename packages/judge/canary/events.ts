import { digits } from '../digits.ts';
import { type RateContrast, ratesOf } from './counter.ts';
import { badSides, boundsOf, type Look, type Measured } from './finding.ts';
import type { Pairing } from './pairing.ts';
import type { MetricRule } from './rules.ts';

/** Canary and baseline of a counter: rates of events. */
export function counterMeasured(rule: MetricRule, pairing: Pairing, confidence: number): Measured {
  const rates = ratesOf(pairing);
  const level = rates.control.events / rates.control.exposure;
  const bound = boundsOf(rule, (side) => boundOf(rule, side, level));
  const none = rates.experiment.events === 0 && rates.control.events === 0;
  const { autocorrelation, effective, freedom } = rates.noise;
  const interval = none ? null : rates.interval(confidence);
  return {
    method: `rates of events, exact conditional test and ${pairing.paired ? 'paired ' : ''}noise by autocorrelation`,
    paired: pairing.paired,
    estimate: rates.difference,
    interval,
    bound,
    effect: level === 0 ? null : rates.difference / level,
    autocorrelation,
    effectiveN: effective,
    freedom,
    tails: [],
    looks: badSides(rule).map((side) => (none ? nothing(side) : rateLook(rule, side, rates, bound[side]))),
  };
}

function nothing(side: 'increase' | 'decrease'): Look {
  return {
    of: 'rate',
    side,
    worse: 1,
    fine: 0,
    open: false,
    words: 'has no events on either side',
    limit: '',
  };
}

/** The wider of ratio and margin, in events by exposure; a ratio of no events at all is 0. */
function boundOf(
  { tolerance, margin }: MetricRule,
  side: 'increase' | 'decrease',
  level: number,
): number | null {
  const ratio = tolerance[side];
  return ratio === null && margin === null ? null : Math.max((ratio ?? 0) * level, margin ?? 0);
}

function rateLook(
  rule: MetricRule,
  side: 'increase' | 'decrease',
  rates: RateContrast,
  bound: number | null,
): Look {
  const [toward, back] = side === 'increase' ? (['above', 'below'] as const) : (['below', 'above'] as const);
  const sign = side === 'increase' ? 1 : -1;
  const ratio = rule.tolerance[side];
  const limits = [
    ...(ratio === null ? [] : [{ times: Math.max(0, 1 + sign * ratio), more: 0 }]),
    ...(rule.margin === null ? [] : [{ times: 1, more: sign * rule.margin }]),
  ];
  const tests = (limits.length === 0 ? [{ times: 1, more: 0 }] : limits).map(({ times, more }) => ({
    worse: rates.p(toward, times, more),
    fine: rates.p(back, times, more),
  }));
  const { experiment, control } = rates;
  const rate = ({ events, exposure }: RateContrast['control']) => `${digits(events)} in ${digits(exposure)}`;
  return {
    of: 'rate',
    side,
    worse: Math.max(...tests.map(({ worse }) => worse)),
    fine: Math.min(...tests.map(({ fine }) => fine)),
    open: false,
    words: `has ${rate(experiment)}, the baseline ${rate(control)}`,
    limit:
      bound === null
        ? 'no margin is given'
        : `a rate ${digits(bound)} ${sign > 0 ? 'higher' : 'lower'} is allowed`,
  };
}
