import { type Measurement, spellSlice } from '#metrics/measurement';
import type { Bound } from './bound.ts';
import { compare, OPPOSITE } from './comparison.ts';
import { apart, digits } from './digits.ts';
import type { Gate } from './gate.ts';
import { lackOf } from './lack.ts';
import type { Sheet } from './sheet.ts';
import { inUnit, readableUnit } from './unit.ts';
import type { GateResult, GateState } from './verdict.ts';

/** What a gate is judged by. A baseline that is a text is why there is none to compare with. */
export interface Exhibits {
  readonly candidate: Sheet;
  readonly baseline: Sheet | string;
  readonly absent: ReadonlyMap<string, string>;
  /** measures that a gate may name and none does */
  readonly others?: readonly string[];
}

/** One gate, and what it came to on each set of rows it speaks of. */
export interface Ruling {
  readonly gate: Gate;
  readonly state: GateState;
  readonly results: readonly GateResult[];
  /** the metric or the slice is not there at all: the gate can never be judged as it stands */
  readonly lacking: boolean;
}

/**
 * Judges one gate. A measure that is not defined on its rows is an error where the gate names those rows, and not
 * judged where it speaks of every value of a column: one carrier without a late flight does not stop a model. The
 * whole is an error, else failed, where one result is; it is not judged where all are.
 */
export function rule(gate: Gate, exhibits: Exhibits): Ruling {
  const found = measurementsFor(gate, exhibits.candidate);
  if (found.length === 0) {
    const reason = lackOf(gate, exhibits.candidate, exhibits.absent, exhibits.others);
    return { gate, state: 'error', results: [{ ...outline(gate), state: 'error', reason }], lacking: true };
  }
  const results = found.map((measurement) => judged(gate, measurement, exhibits.baseline));
  const states = (['error', 'fail', 'pass'] as const).filter((state) =>
    results.some((one) => one.state === state),
  );
  return { gate, state: states[0] ?? 'not judged', results, lacking: false };
}

function measurementsFor({ metric, slice }: Gate, sheet: Sheet): Measurement[] {
  if (slice !== null && 'every' in slice) return sheet.across(metric, slice.column);
  const found = sheet.at(metric, slice ?? undefined);
  return found === null ? [] : [found];
}

function outline({ text, level, metric, operator, slice }: Gate) {
  const named =
    slice === null
      ? {}
      : { slice: spellSlice('every' in slice ? { column: slice.column, value: '*' } : slice) };
  return { gate: text, level, metric, operator, ...named };
}

function judged(gate: Gate, measurement: Measurement, baseline: Sheet | string): GateResult {
  const { slice, value: observed, rows } = measurement;
  const known = { ...outline(gate), rows, ...(slice === undefined ? {} : { slice: spellSlice(slice) }) };
  if (!Number.isFinite(observed)) {
    const state = gate.slice !== null && 'every' in gate.slice ? 'not judged' : 'error';
    return { ...known, state, reason: undefinedReason(measurement, '') };
  }
  const against = boundOf(gate.bound, measurement, baseline);
  if (typeof against === 'string') return { ...known, observed, state: 'not judged', reason: against };
  const holds = compare(observed, against.bound, gate.operator);
  const relation = holds ? gate.operator : OPPOSITE[gate.operator];
  const reason = `${measured(gate, observed, against.bound)} ${relation} ${bounded(gate.bound, observed, against)}`;
  return { ...known, observed, ...against, state: holds ? 'pass' : 'fail', reason };
}

function undefinedReason({ metric, slice, undefinedBecause }: Measurement, whose: string): string {
  const rows = slice === undefined ? '' : ` for ${spellSlice(slice)}`;
  return `${metric}${whose}${rows} is not defined: ${undefinedBecause ?? 'it is not a finite number'}`;
}

interface Against {
  readonly bound: number;
  readonly baseline?: number;
}

/** The number to compare with; a text says why there is none. */
function boundOf(bound: Bound, { metric, slice }: Measurement, baseline: Sheet | string): Against | string {
  if (bound.kind === 'number') return { bound: bound.value };
  if (typeof baseline === 'string') return baseline;
  const other = baseline.at(metric, slice);
  if (other === null)
    return `the baseline has no ${metric}${slice === undefined ? '' : ` for ${spellSlice(slice)}`}`;
  if (!Number.isFinite(other.value)) return undefinedReason(other, ' of the baseline');
  return { bound: other.value * bound.times + bound.plus, baseline: other.value };
}

/** The observed number, counted as the bound is (83.1ms beside 50ms), unless it is far shorter: 90s beside 2 d. */
function measured({ bound }: Gate, observed: number, limit: number): string {
  if (bound.kind === 'baseline' || bound.unit === null) return apart(observed, limit)[0];
  const unit = readableUnit(observed, bound.unit);
  if (unit !== bound.unit) return `${digits(inUnit(observed, unit))}${unit}`;
  return apart(inUnit(observed, bound.unit), inUnit(limit, bound.unit))[0] + bound.unit;
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
