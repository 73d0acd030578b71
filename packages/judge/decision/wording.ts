import { type Measurement, spellSlice } from '#metrics/measurement';
import { apart, digits } from '../digits.ts';
import type { Bound } from '../gate/bound.ts';
import { OPPOSITE } from '../gate/comparison.ts';
import type { Gate } from '../gate/gate.ts';
import { inUnit, readableUnit } from '../gate/unit.ts';

/** The number to compare with, and the baseline it was made of. */
export interface Against {
  readonly bound: number;
  readonly baseline?: number;
}

/** `0.6812 < 0.7034 (baseline 0.7134 - 0.01)` */
export function relation(gate: Gate, observed: number, against: Against, holds: boolean): string {
  const sign = holds ? gate.operator : OPPOSITE[gate.operator];
  return `${measured(gate, observed, against.bound)} ${sign} ${bounded(gate.bound, observed, against)}`;
}

/** The observed number, counted as the bound is (83.1ms beside 50ms), unless it is far shorter: 90s beside 2 d. */
function measured({ bound }: Gate, observed: number, limit: number): string {
  if (bound.kind === 'baseline' || bound.unit === null) return apart(observed, limit)[0];
  const space = bound.spelled.includes(' ') ? ' ' : '';
  const unit = readableUnit(observed, bound.unit);
  if (unit !== bound.unit) return `${digits(inUnit(observed, unit))}${space}${unit}`;
  return apart(inUnit(observed, bound.unit), inUnit(limit, bound.unit))[0] + space + bound.unit;
}

/** The bound as the user spells it, or `0.7034 (baseline 0.7134 - 0.01)`. */
function bounded(bound: Bound, observed: number, against: Against): string {
  if (bound.kind === 'number') return bound.spelled;
  const limit = apart(observed, against.bound)[1];
  const inserted = bound.spelled.replace(/^baseline\s*/, '');
  const source =
    inserted === '' ? 'baseline' : `baseline ${digits(against.baseline ?? Number.NaN)} ${inserted}`;
  return `${limit} (${source})`;
}

/** `95 %: -0.0401 to -0.0243` */
export function spelledInterval([low, high]: readonly [number, number], confidence: number): string {
  return `${digits(confidence * 100)} %: ${digits(low)} to ${digits(high)}`;
}

/** `roc_auc for carrier=HA is not defined: there are no positives` */
export function undefinedReason({ metric, slice, undefinedBecause }: Measurement, whose: string): string {
  const rows = slice === undefined ? '' : ` for ${spellSlice(slice)}`;
  return `${metric}${whose}${rows} is not defined: ${undefinedBecause ?? 'it is not a finite number'}`;
}
