import type { Operator } from './gate.ts';

/** Differences below this share of the numbers are rounding: 0.93 is at least 0.94 - 0.01, though doubles say not. */
const ROUNDING = 1e-12;

/**
 * Does the observed number keep to the bound? Measured values as they are: nothing is said about noise. This is
 * the one place where a gate's numbers meet.
 */
export function compare(observed: number, bound: number, operator: Operator): boolean {
  const same = Math.abs(observed - bound) <= ROUNDING * Math.max(Math.abs(observed), Math.abs(bound));
  switch (operator) {
    case '>=':
      return same || observed > bound;
    case '<=':
      return same || observed < bound;
    case '>':
      return !same && observed > bound;
    case '<':
      return !same && observed < bound;
    case '==':
      return same;
  }
}

/** What held instead, where it did not: a failed `>=` is a `<`. */
export const OPPOSITE: Readonly<Record<Operator, string>> = {
  '>=': '<',
  '<=': '>',
  '>': '<=',
  '<': '>=',
  '==': '≠',
};
