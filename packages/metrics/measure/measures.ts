import type { Measurement, Slice, Task } from '../measurement.ts';
import { idOrder } from '../order.ts';
import type { Predictions } from '../predictions.ts';
import { gatherColumn, parts } from '../slice.ts';
import type { Column } from '../table.ts';
import { accuracy } from './accuracy.ts';
import { balancedAccuracy, kappa, matthews } from './agreement.ts';
import { rocAuc } from './auc.ts';
import { furtherAverages, macroFamily } from './average.ts';
import { calibrationError, manyCalibrationError } from './calibration.ts';
import { casesOf, layoutOf, rowsIn } from './cases.ts';
import { manyAucs } from './classes.ts';
import { valueOn } from './condensed.ts';
import {
  explainedVariance,
  mae,
  mape,
  medianAbsoluteError,
  mse,
  pinballFamily,
  r2,
  rmse,
  smape,
} from './error.ts';
import { labelScores, labelSetFamily } from './labelset.ts';
import type { Cases, Measure } from './measure.ts';
import { furtherPositiveFamily, positiveFamily } from './positive.ts';
import { averagePrecision } from './precision.ts';
import { brier, logLoss, manyLogLoss } from './probability.ts';
import { firstRows, rankingFamily, rankingNamed } from './retrieval.ts';
import { exactMatch, meanScore, passRate } from './text.ts';
import { topFamily } from './top.ts';
import { lackingColumn, lacksOf } from './usable.ts';

/** What every report shows, in the order in which tables show it. */
const SHOWN: readonly Measure[] = [
  rocAuc,
  logLoss,
  brier,
  accuracy,
  ...positiveFamily,
  ...macroFamily,
  mae,
  rmse,
  r2,
  ...rankingFamily,
  ...firstRows,
  ...labelSetFamily,
  exactMatch,
  passRate,
];

/** What is measured where it is asked for by name. */
const FURTHER: readonly Measure[] = [
  averagePrecision,
  calibrationError,
  ...furtherPositiveFamily,
  balancedAccuracy,
  matthews,
  kappa,
  ...furtherAverages,
  ...manyAucs,
  manyLogLoss,
  manyCalibrationError,
  ...topFamily,
  mse,
  mape,
  smape,
  medianAbsoluteError,
  explainedVariance,
  ...pinballFamily,
  ...labelScores,
  meanScore,
];

/** Every measure. A new one is added here and in its own file. */
export const MEASURES: readonly Measure[] = [...SHOWN, ...FURTHER];

/** Every measure of a task. */
export function measuresOf(task: Task): Measure[] {
  return MEASURES.filter(({ tasks }) => tasks.some((one) => one === task));
}

/** The measure of a task by its name, those of the first k rows included; null where there is none. */
export function measureNamed(name: string, task: Task): Measure | null {
  const further = rankingNamed(name);
  const all = further === null ? MEASURES : [...MEASURES, further];
  return all.find((one) => one.name === name && one.tasks.includes(task)) ?? null;
}

/** Values of one slice column that are measured; the largest are kept. */
const MOST_VALUES = 200;

export interface Measured {
  /** all rows first, then slice by slice, largest first */
  readonly measurements: readonly Measurement[];
  /** measures of the task that need a column the file lacks, and named ones of other tasks, with the reason */
  readonly absent: ReadonlyMap<string, string>;
  /** measures of the task that nobody asked for */
  readonly others: readonly string[];
  readonly notes: readonly string[];
}

/**
 * What reports show of the task, and the measures that `names` asks for, over all rows and over each value of each
 * slice column. A measure that is not defined on some rows (one class only, a NaN) is there with the value NaN and
 * the reason. `always` names slices that are measured even where they are not among the 200 largest of their
 * column. Where rows have ids they are taken in the order of these, so that the order of the file changes no bit.
 */
export function measureAll(
  predictions: Predictions,
  always: readonly Slice[] = [],
  names: readonly string[] = [],
): Measured {
  const { cases, slices, task } = inIdOrder(predictions);
  const ofTask = [...MEASURES, ...furtherRows(names)].filter(({ tasks }) =>
    tasks.some((one) => one === task),
  );
  const wanted = ofTask.filter((measure) => SHOWN.includes(measure) || names.includes(measure.name));
  const present = wanted.filter(({ needs }) => cases[needs] !== null);
  const measurements = measured(present, cases);
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
    for (const { value, rows } of kept)
      measurements.push(
        ...measured(present, casesOf(cases, rows)).map((one) => ({ ...one, slice: { column, value } })),
      );
  }
  const absent = wanted.filter((measure) => !present.includes(measure));
  return {
    measurements,
    notes,
    absent: new Map([
      ...foreign(names, ofTask, task),
      ...absent.map(({ name, needs }): [string, string] => [name, lackingColumn(needs, task)]),
    ]),
    others: ofTask.filter((measure) => !wanted.includes(measure)).map(({ name }) => name),
  };
}

/** Named measures that other tasks have. */
function foreign(names: readonly string[], ofTask: readonly Measure[], task: Task): [string, string][] {
  return [...new Set(names)].flatMap((name): [string, string][] => {
    const known = [...MEASURES, ...furtherRows([name])].filter((one) => one.name === name);
    if (known.length === 0 || ofTask.some((one) => one.name === name)) return [];
    const meant = ofTask.find((one) => one.name.startsWith(`${name}_`));
    const suggestion = meant === undefined ? '' : `; did you mean ${meant.name}?`;
    const tasks = [...new Set(known.flatMap((one) => one.tasks))].join(', ');
    return [[name, `it is a measure of ${tasks}, and the task is ${task}${suggestion}`]];
  });
}

/** Measures of the first k rows, of which there are as many as numbers. */
function furtherRows(names: readonly string[]): Measure[] {
  const further = new Set(names.filter((name) => !MEASURES.some((one) => one.name === name)));
  return [...further].flatMap((name) => rankingNamed(name) ?? []);
}

function inIdOrder(predictions: Predictions): Pick<Predictions, 'cases' | 'slices' | 'task'> {
  const order = predictions.ids === null ? null : idOrder(predictions.ids);
  if (order === null) return predictions;
  const slices = [...predictions.slices].map(([name, column]): [string, Column] => [
    name,
    gatherColumn(column, order),
  ]);
  return { task: predictions.task, cases: casesOf(predictions.cases, order), slices: new Map(slices) };
}

function measured(measures: readonly Measure[], cases: Cases): Measurement[] {
  const { labels, weights = null } = cases;
  const layout = layoutOf(cases);
  const lacks = lacksOf(cases);
  return measures.map((measure) => {
    const { name, direction, needs } = measure;
    const known = { metric: name, direction, rows: rowsIn(cases) };
    const result =
      lacks[needs] ?? valueOn(measure, { labels, answers: cases[needs] ?? labels, weights }, layout);
    if (typeof result === 'number') return { ...known, value: result };
    return { ...known, value: Number.NaN, undefinedBecause: result.because };
  });
}
