import type { Direction } from '../kayenta/classification.ts';
import type { Decision, Level } from '../verdict.ts';
import type { Kind, MetricRule } from './rules.ts';
import type { Tail } from './tail.ts';

/** What one side of a metric looks like. Null where there is nothing to say it of. */
export interface SideFacts {
  readonly n: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  /** of a counter */
  readonly events?: number;
  readonly exposure?: number;
}

/** A change for the worse, tested. */
export interface Look {
  readonly of: 'shift' | 'tail' | 'rate' | 'value';
  readonly side: 'increase' | 'decrease';
  /** one-sided p against no more than is allowed: small where it is worse beyond chance */
  readonly worse: number;
  /** one-sided p against more than is allowed: small where it is surely within; null: no proof of that is asked */
  readonly fine: number | null;
  /** only a share is allowed, and a share of a baseline of 0 is nothing: being worse decides nothing */
  readonly open: boolean;
  /** `lies 12.3 higher (95 %: 10.1 to 14.5)` */
  readonly words: string;
  /** `more than the 5 that are allowed` */
  readonly limit: string;
}

/** What was measured of one metric, before it is decided on. */
export interface Measured {
  readonly method: string;
  readonly paired: boolean;
  readonly estimate: number;
  /** two-sided, at the confidence of the rules; null of two constants, which have no noise, and of too few points */
  readonly interval: readonly [number, number] | null;
  /** how much more or less is allowed, in the metric's unit; null: no margin is given */
  readonly bound: { readonly increase: number | null; readonly decrease: number | null };
  /** the estimate as a share of the baseline's level; null where that is 0 */
  readonly effect: number | null;
  readonly autocorrelation: number | null;
  readonly effectiveN: number | null;
  readonly freedom: number | null;
  readonly tails: readonly Tail[];
  readonly looks: readonly Look[];
}

/** Why a metric cannot be decided on at all. */
export interface Unjudged {
  readonly state: 'inconclusive' | 'error';
  readonly because: string;
  readonly remedy: string;
}

/** One metric's result. */
export interface MetricFinding extends Partial<Omit<Measured, 'looks'>> {
  readonly name: string;
  readonly kind: Kind;
  readonly direction: Direction;
  readonly level: Level;
  readonly critical: boolean;
  readonly muted: boolean;
  readonly groups: readonly string[];
  readonly state: Decision;
  /** one sentence with its numbers */
  readonly reason: string;
  /** what to do; null where nothing is to be done */
  readonly remedy: string | null;
  readonly experiment: SideFacts;
  readonly control: SideFacts;
  /** points that found no partner of the same time, and were left out where the others are paired */
  readonly alone: number;
  /** the least one-sided p of a change for the worse beyond what is allowed */
  readonly p?: number;
}

/** The sides on which a change is bad. */
export function badSides({ direction }: Pick<MetricRule, 'direction'>): readonly ('increase' | 'decrease')[] {
  return direction === 'either' ? ['increase', 'decrease'] : [direction];
}

/** What is allowed on each side that is bad. */
export function boundsOf(
  rule: Pick<MetricRule, 'direction'>,
  bound: (side: 'increase' | 'decrease') => number | null,
): Measured['bound'] {
  const sides = badSides(rule);
  const of = (side: 'increase' | 'decrease') => (sides.includes(side) ? bound(side) : null);
  return { increase: of('increase'), decrease: of('decrease') };
}
