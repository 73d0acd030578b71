import { MEASURES } from '#metrics/measure/measures';
import type { Direction, Measurement } from '#metrics/measurement';
import { ESTIMATED } from '../estimation/expected.ts';
import type { Subject } from './consequence.ts';
import { ESTIMATE, type Estimates, estimateFigures } from './estimates.ts';
import type { DriftFacts } from './verdict.ts';

/** What was observed of the current data, before any gate looks at it. */
export interface Observed {
  readonly rows: number;
  /** seconds since the newest row; null: there is none */
  readonly age: number | null;
  readonly labels: number;
  readonly bad: number;
  /** share of the answers that are none */
  readonly unusable: number;
  /** null: there is no reference, and why */
  readonly drift: DriftFacts | { readonly absent: string };
  readonly performance: readonly Measurement[] | { readonly absent: string };
  /** performance without labels; a text: why there is none; null: nobody asks */
  readonly estimates: Estimates | string | null;
}

/** Numbers that gates may name; and those that wait for something, with for what. */
export interface Figures {
  readonly measurements: readonly Measurement[];
  readonly waiting: ReadonlyMap<string, string>;
}

const DRIFT = ['drift.share', 'drift', 'drift.guarded', 'drift.prediction', 'drift.score'] as const;
const SUPPLY_OF_REFERENCE = ['missing', 'range', 'range.share', 'schema.missing', 'schema.new'] as const;

/** What a gate speaks of, by the name of its figure. */
export function subjectOf(metric: string): Subject {
  if (metric.startsWith(ESTIMATE)) return 'estimate';
  if (DRIFT.some((name) => name === metric)) return 'drift';
  return MEASURES.some(({ name }) => name === metric) ? 'performance' : 'supply';
}

/** Every figure that a gate may name, and why those are not there that have to wait. */
export function figuresOf(observed: Observed): Figures {
  const { rows, age, labels, bad, unusable, drift, performance, estimates } = observed;
  const waiting = new Map<string, string>();
  const one = (metric: string, value: number, direction: Direction = 'none'): Measurement => ({
    metric,
    value,
    rows,
    direction,
  });
  const measurements: Measurement[] = [
    one('rows', rows),
    one('labels', labels),
    one('labels.share', rows === 0 ? 0 : labels / rows),
    one('bad.share', bad, 'lower-is-better'),
    one('unusable.share', unusable, 'lower-is-better'),
  ];
  if (age === null) waiting.set('age', 'there is no row whose age could be told');
  else measurements.push(one('age', age, 'lower-is-better'));
  if ('absent' in drift)
    for (const name of [...DRIFT, ...SUPPLY_OF_REFERENCE]) waiting.set(name, drift.absent);
  else measurements.push(...driftFigures(drift, rows, waiting));
  if ('absent' in performance) for (const { name } of MEASURES) waiting.set(name, performance.absent);
  else measurements.push(...performance);
  if (typeof estimates === 'string')
    for (const name of ESTIMATED) waiting.set(ESTIMATE + name, `there is no estimate: ${estimates}`);
  else if (estimates !== null) measurements.push(...estimateFigures(estimates, rows));
  return { measurements, waiting };
}

function driftFigures(drift: DriftFacts, rows: number, waiting: Map<string, string>): Measurement[] {
  const { columns, answers, missing, unexpected, uncompared, unproven } = drift;
  const lower = { rows, direction: 'lower-is-better' } as const;
  const found: Measurement[] = [
    { metric: 'schema.missing', value: missing.length, ...lower },
    { metric: 'schema.new', value: unexpected.length, ...lower },
  ];
  if (columns.length === 0) {
    const why =
      uncompared[0] === undefined
        ? 'no column is there on both sides'
        : `no column could be compared: ${uncompared[0].column}: ${uncompared[0].because}`;
    for (const name of ['drift.share', 'drift', 'drift.guarded', 'missing', 'range', 'range.share'])
      waiting.set(name, why);
  } else {
    const moved = columns.filter((column) => column.moved).length;
    found.push({ metric: 'drift.share', value: moved / columns.length, ...lower });
    const guarded = [...columns, ...answers].filter((column) => column.guarded && column.moved).length;
    if (guarded === 0 && unproven.length > 0)
      waiting.set('drift.guarded', `not compared: ${unproven.join(', ')}`);
    else found.push({ metric: 'drift.guarded', value: guarded, ...lower });
    const outside = Math.max(...columns.map((column) => column.outside));
    found.push({ metric: 'range.share', value: outside, ...lower });
  }
  for (const { column, drift: value, current, outside } of columns) {
    const slice = { column: 'column', value: column };
    found.push({ metric: 'drift', value, slice, ...lower });
    found.push({ metric: 'missing', value: current.missing, slice, ...lower });
    found.push({ metric: 'range', value: outside, slice, ...lower });
  }
  for (const name of ['prediction', 'score']) {
    const shift = answers.find(({ column }) => column === name);
    const why =
      uncompared.find(({ column }) => column === name)?.because ??
      `the reference has no ${name}, or the log has none`;
    if (shift === undefined) waiting.set(`drift.${name}`, why);
    else found.push({ metric: `drift.${name}`, value: shift.drift, ...lower });
  }
  return found;
}
