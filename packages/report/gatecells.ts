import type { Figure, GateResult, Verdict } from '#judge/verdict';
import { inUnits, pair, signedIn, whole } from './number.ts';

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

/** The units of measures that have one. */
export type Units = ReadonlyMap<string, NonNullable<Figure['unit']>>;

export function unitsOf({ numbers }: Verdict): Units {
  return new Map(numbers.flatMap(({ metric, unit }) => (unit === undefined ? [] : [[metric, unit]])));
}

export function gateCells(gate: GateResult, units: Units): GateCells {
  const { operator, baseline, difference, interval, n, counted = 'examples', method = '' } = gate;
  const unit = units.get(gate.metric);
  const [observed, bound] = besides(gate, unit);
  const compares = difference !== undefined;
  const span = interval === undefined ? '' : spelledSpan(interval, unit);
  return {
    observed: gate.observed === undefined ? '' : observed,
    observedSpan: compares ? '' : span,
    baseline: baseline === undefined ? '' : inUnits(baseline, unit),
    difference: compares ? signedIn(difference, unit) : '',
    differenceSpan: compares ? span : '',
    bound: gate.bound === undefined ? '' : `${operator} ${bound}`,
    examples: n === undefined ? '' : `${whole(n)} ${counted}`,
    method,
  };
}

/** In their unit where that tells them apart. */
function besides({ observed, bound }: GateResult, unit: Figure['unit']): [string, string] {
  const [one, other] = [inUnits(observed, unit), inUnits(bound, unit)];
  return one === other || unit === undefined ? pair(observed, bound) : [one, other];
}

/** `-0.0120 to -0.0042` */
export function spelledSpan([low, high]: readonly [number, number], unit?: Figure['unit']): string {
  return `${inUnits(low, unit)} to ${inUnits(high, unit)}`;
}

/** Was noise looked at for any of them: its columns are left out where it was not, as in verdicts of before. */
export function hasNoise(gates: readonly GateResult[]): boolean {
  return gates.some(({ n }) => n !== undefined);
}

/** The gate as it is written; one of before the change says so. */
export function gateName({ gate, from }: GateResult): string {
  return from === undefined ? gate : `${gate} (before this change)`;
}
