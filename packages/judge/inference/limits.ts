import type { Judged } from './judged.ts';
import type { Interval } from './proportion.ts';
import type { Spread } from './spread.ts';
import { studentInterval, studentP } from './studentised.ts';

/** Where a value lies at least and at most by what was measured, each end with a spread of its own. */
export interface Limits {
  readonly low: End;
  readonly high: End;
}

export interface End {
  readonly at: number;
  readonly spread: Spread;
}

/** From the low end less its noise to the high end and its noise, which may be skewed to either side. */
export function intervalOfLimits({ low, high }: Limits, confidence: number): Interval {
  const ends = ({ at, spread }: End) => eitherWay(spread).map((one) => studentInterval(at, one, confidence));
  return [
    Math.min(...ends(low).map(([least]) => least)),
    Math.max(...ends(high).map(([, greatest]) => greatest)),
  ];
}

export function judgedByLimits(method: string, limits: Limits): Judged {
  return {
    method,
    interval: (confidence) => intervalOfLimits(limits, confidence),
    p: (side, margin) => {
      const { at, spread } = side === 'above' ? limits.low : limits.high;
      return Math.max(...eitherWay(spread).map((one) => studentP(at, one, side, margin)));
    },
  };
}

function eitherWay(spread: Spread): readonly Spread[] {
  return [spread, { ...spread, skewness: -spread.skewness }];
}
