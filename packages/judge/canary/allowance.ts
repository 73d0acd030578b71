import { digits } from '../digits.ts';
import type { Look } from './finding.ts';
import type { MetricRule } from './rules.ts';

type Bad = Look['side'];

/** How much worse is allowed at a level of the baseline: the wider of ratio and margin; null where there is neither. */
export function boundOf({ tolerance, margin }: MetricRule, side: Bad, level: number): number | null {
  const ratio = tolerance[side] === null || level === 0 ? null : tolerance[side] * Math.abs(level);
  if (ratio === null && margin === null) return null;
  return Math.max(ratio ?? 0, margin ?? 0);
}

/** From where on a value is worse than allowed, were the baseline `at`. */
export function limitOf(rule: MetricRule, side: Bad, at: number): number {
  const more = boundOf(rule, side, at) ?? 0;
  return side === 'increase' ? at + more : at - more;
}

/** The same for a person; `open`: only a share is allowed, and the baseline is 0. */
export function limitSaid(rule: MetricRule, side: Bad, level: number): Pick<Look, 'limit' | 'open'> {
  const bound = boundOf(rule, side, level);
  if (bound !== null)
    return { limit: `${digits(bound)} ${side === 'increase' ? 'more' : 'less'} is allowed`, open: false };
  const open = rule.tolerance[side] !== null;
  return { limit: open ? 'only a share is allowed, and the baseline is 0' : 'no margin is given', open };
}
