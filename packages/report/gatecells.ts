import type { GateResult } from '#judge/verdict';
import { number, pair, signed, whole } from './number.ts';

/** What a gate came to, cell by cell, as each report lays it out. Empty where it is not known. */
interface GateCells {
  readonly observed: string;
  /** of what was observed; that of a comparison is of its difference */
  readonly observedSpan: string;
  readonly baseline: string;
  readonly difference: string;
  readonly differenceSpan: string;
  readonly bound: string;
  /** `3,412 positives` */
  readonly examples: string;
  readonly method: string;
}

export function gateCells(gate: GateResult): GateCells {
  const { operator, baseline, difference, interval, n, counted = 'examples', method = '' } = gate;
  const [observed, bound] = pair(gate.observed, gate.bound);
  const compares = difference !== undefined;
  const span = interval === undefined ? '' : spelledSpan(interval);
  return {
    observed: gate.observed === undefined ? '' : observed,
    observedSpan: compares ? '' : span,
    baseline: baseline === undefined ? '' : number(baseline),
    difference: compares ? signed(difference) : '',
    differenceSpan: compares ? span : '',
    bound: gate.bound === undefined ? '' : `${operator} ${bound}`,
    examples: n === undefined ? '' : `${whole(n)} ${counted}`,
    method,
  };
}

/** `-0.0120 to -0.0042` */
export function spelledSpan([low, high]: readonly [number, number]): string {
  return `${number(low)} to ${number(high)}`;
}

/** Was noise looked at for any of them: its columns are left out where it was not, as in verdicts of before. */
export function hasNoise(gates: readonly GateResult[]): boolean {
  return gates.some(({ n }) => n !== undefined);
}
