import { Mistake } from '#kit/outcome';
import { ascending } from '#metrics/order';
import { predictionsOf } from '#metrics/predictions';
import { CLASS_SCORES, missingColumn, presentRoles, type Roles } from '#metrics/roles';
import type { Column, Table } from '#metrics/table';
import { timesIn as instantsIn } from '../drift/profile/spelling.ts';
import type { Labelled } from './sampling.ts';

/** How a table of predictions of a classifier is read. */
export interface Reading {
  readonly task?: 'binary' | 'multiclass';
  readonly columns: Roles;
  readonly positive?: string;
  /** the column of times that rows are sorted by */
  readonly time?: string;
}

/** Rows without gaps, in order of time where there is one. */
export interface Read extends Labelled {
  /** of many: their names, in the order of the columns of scores */
  readonly classes: readonly string[];
  /** seconds since 1970 */
  readonly times: Float64Array | null;
  /** decisions taken while reading, in words */
  readonly notes: readonly string[];
}

/**
 * Scores, predictions and, of the reference, labels out of a table. Rows that lack one of them are left out and counted.
 * Mistake: a column that the table lacks; scores that are no probabilities; a time that is none.
 */
export function labelledOf(table: Table, reading: Reading): Read {
  const { positive, task = 'binary' } = reading;
  const { score = 'score' } = presentRoles(table, reading.columns);
  if (task === 'binary' && !table.columns.has(score))
    throw new Mistake(missingColumn(table, 'columns.score', score));
  const asked = { columns: reading.columns, slices: [], ...(positive === undefined ? {} : { positive }) };
  const { cases, notes, classes = [] } = predictionsOf(table, { task, ...asked });
  const { labels, predictions } = cases;
  const scores = cases.scores ?? new Float64Array();
  if (cases.scores === null) {
    const what = `has no column of scores for each class, such as ${CLASS_SCORES}`;
    throw new Mistake({
      subject: table.file,
      what,
      remedy: 'Write them, or name them: --columns score=p_*.',
    });
  }
  const strange = scores.find((one) => one < 0 || one > 1);
  if (strange !== undefined || predictions === null) {
    const what = `of ${table.file} holds ${strange}, which is no probability`;
    throw new Mistake({ subject: `column ${score}`, what, remedy: 'Write scores from 0 to 1.' });
  }
  const times = reading.time === undefined ? null : timesIn(table, reading.time);
  const all = times === null ? Uint32Array.from(labels.keys()) : ascending(times);
  const columns = columnsOf(scores, labels.length);
  const rows = all.filter((row) =>
    [labels, predictions, ...columns].every((values) => Number.isFinite(values[row])),
  );
  const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  const left = all.length - rows.length;
  const lacking = `${left} of ${all.length} rows of ${table.file} lack a value and are left out`;
  const picked = new Float64Array(columns.length * rows.length);
  for (const [at, column] of columns.entries()) picked.set(of(column), at * rows.length);
  return {
    labels: of(labels),
    predictions: of(predictions),
    scores: picked,
    classes,
    times: times === null ? null : of(times),
    notes: left === 0 ? notes : [...notes, lacking],
  };
}

/** Columns that lie one after the other. */
function columnsOf(values: Float64Array, rows: number): readonly Float64Array[] {
  const count = rows === 0 ? 0 : values.length / rows;
  return Array.from({ length: count }, (_, at) => values.subarray(at * rows, (at + 1) * rows));
}

/** The same of rows whose truth is not known: what was predicted stands in for the labels, and is not looked at. */
export function unlabelledOf(table: Table, reading: Reading): Omit<Read, 'labels'> {
  const { label = 'label', prediction, score = 'score' } = presentRoles(table, reading.columns);
  const { task = 'binary' } = reading;
  if (task === 'binary' && !table.columns.has(score))
    throw new Mistake(missingColumn(table, 'columns.score', score));
  const zeros: Column = { kind: 'number', values: new Float64Array(table.rows) };
  const predicted = prediction === undefined ? undefined : table.columns.get(prediction);
  const columns = new Map(table.columns).set(label, predicted ?? zeros);
  const { notes, ...read } = labelledOf({ ...table, columns, names: [...columns.keys()] }, reading);
  return {
    ...read,
    notes: notes.filter((note) => note.startsWith('no column') || note.includes('left out')),
  };
}

function timesIn(table: Table, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column === undefined) throw new Mistake(missingColumn(table, 'time', name));
  const seconds = instantsIn(column).map((instant) => instant / 1000);
  const row = seconds.findIndex((second) => !(Math.abs(second) < LATEST));
  if (row < 0) return seconds;
  const what = `row ${row + 1} of ${table.file} holds no time`;
  const remedy = 'Write seconds or milliseconds since 1970, or 2026-01-31T12:00:00Z.';
  throw new Mistake({ subject: `column ${name}`, what, remedy });
}

/** The year 5138; dates have no name beyond. */
const LATEST = 1e11;
