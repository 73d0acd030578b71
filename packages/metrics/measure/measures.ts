import type { Measurement, Slice } from '../measurement.ts';
import type { Predictions } from '../predictions.ts';
import { gather, type Part, parts } from '../slice.ts';
import { accuracy } from './accuracy.ts';
import { rocAuc } from './auc.ts';
import { positiveFamily } from './confusion.ts';
import { mae, r2, rmse } from './error.ts';
import { macroFamily } from './macro.ts';
import type { Cases, Measure } from './measure.ts';
import { brier, logLoss } from './probability.ts';

/** Every measure, in the order in which tables show them. A new one is added here and in its own file. */
export const MEASURES: readonly Measure[] = [
  rocAuc,
  logLoss,
  brier,
  accuracy,
  ...positiveFamily,
  ...macroFamily,
  mae,
  rmse,
  r2,
];

/** Values of one slice column that are measured; the largest are kept. */
const MOST_VALUES = 200;

export interface Measured {
  /** all rows first, then slice by slice, largest first */
  readonly measurements: readonly Measurement[];
  /** measures of the task that need a column the file lacks, with the reason */
  readonly absent: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/**
 * Every measure of the task over all rows and over each value of each slice column. A measure that is not defined
 * on some rows (one class only, a NaN) is there with the value NaN and the reason. `always` names slices that are
 * measured even where they are not among the 200 largest of their column.
 */
export function measureAll(predictions: Predictions, always: readonly Slice[] = []): Measured {
  const { cases, slices } = predictions;
  const ofTask = MEASURES.filter(({ tasks }) => tasks.some((task) => task === predictions.task));
  const present = ofTask.filter(({ needs }) => cases[needs] !== null);
  const measurements = present.map((measure) => measured(measure, cases));
  const notes: string[] = [];
  for (const [column, values] of slices) {
    const all = parts(values);
    const named = new Set(always.filter((slice) => slice.column === column).map(({ value }) => value));
    const kept = all.filter(({ value }, rank) => rank < MOST_VALUES || named.has(value));
    const left = all.length - kept.length;
    if (left > 0)
      notes.push(
        `slice ${column}: ${left} of ${all.length} values left out, the ${kept.length} largest kept`,
      );
    for (const part of kept) measurements.push(...sliced(present, cases, column, part));
  }
  const absent = ofTask.filter((measure) => !present.includes(measure));
  return { measurements, notes, absent: new Map(absent.map(({ name, needs }) => [name, lacking(needs)])) };
}

function sliced(
  measures: readonly Measure[],
  cases: Cases,
  column: string,
  { value, rows }: Part,
): Measurement[] {
  const own: Cases = {
    labels: gather(cases.labels, rows),
    predictions: cases.predictions === null ? null : gather(cases.predictions, rows),
    scores: cases.scores === null ? null : gather(cases.scores, rows),
  };
  return measures.map((measure) => ({ ...measured(measure, own), slice: { column, value } }));
}

function measured({ name, direction, needs, value }: Measure, cases: Cases): Measurement {
  const { labels } = cases;
  const answers = cases[needs] ?? new Float64Array(labels.length).fill(Number.NaN);
  const result = unusable(labels, answers, needs) ?? value(labels, answers);
  const known = { metric: name, direction, rows: labels.length };
  if (typeof result === 'number') return { ...known, value: result };
  return { ...known, value: Number.NaN, undefinedBecause: result.because };
}

function unusable(labels: Float64Array, answers: Float64Array, needs: Measure['needs']) {
  if (labels.length === 0) return { because: 'there are no rows' };
  const unlabelled = notFinite(labels);
  if (unlabelled > 0) return { because: `${unlabelled} of ${labels.length} rows have no usable label` };
  const unanswered = notFinite(answers);
  const noun = needs === 'scores' ? 'score' : 'prediction';
  return unanswered > 0 ? { because: `${unanswered} of ${labels.length} rows have no usable ${noun}` } : null;
}

function notFinite(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count++;
  return count;
}

function lacking(needs: Measure['needs']): string {
  const role = needs === 'scores' ? 'score' : 'prediction';
  return `it needs a column of ${needs}: name it under columns: (${role})`;
}
