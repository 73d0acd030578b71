import { compare } from './comparison.ts';
import type { Operator } from './gate.ts';

/** Where an interval lies to a bound: it keeps to it, it breaks it, or it reaches over it. */
export type Lie = 'within' | 'beyond' | 'across';

/** An operator by which one side of the bound is good. */
export type Ordering = Exclude<Operator, '=='>;

/** Which side of the bound is good. */
export function goodSide(operator: Ordering): 'above' | 'below' {
  return operator === '>=' || operator === '>' ? 'above' : 'below';
}

/** The ends of an interval: the worse first. */
function ends(operator: Ordering, [low, high]: readonly [number, number]): readonly [number, number] {
  return goodSide(operator) === 'above' ? [low, high] : [high, low];
}

export function lie(operator: Ordering, interval: readonly [number, number], bound: number): Lie {
  const [worst, best] = ends(operator, interval);
  if (compare(worst, bound, operator)) return 'within';
  return compare(best, bound, operator) ? 'across' : 'beyond';
}
