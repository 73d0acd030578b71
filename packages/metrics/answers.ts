import { Mistake } from '#kit/outcome';
import { binaryClasses, manyClasses, type Named } from './classes.ts';
import { classScores } from './classscores.ts';
import { extentOf } from './extent.ts';
import { type Flaw, flaws } from './flaw.ts';
import { labelSets } from './labelsets.ts';
import type { Cases } from './measure/measure.ts';
import { numbers } from './numbers.ts';
import type { Reading } from './predictions.ts';
import { missingColumn } from './roles.ts';
import type { Table } from './table.ts';
import { gradedText } from './texts.ts';

/** What a model said of each row beside what is true, as the measures of its task take it. */
export type Answers = Pick<Cases, 'labels' | 'predictions' | 'scores' | 'width'> & {
  /** what labels and predictions number */
  readonly classes?: readonly string[];
  /** values that cannot be judged */
  readonly flaws: readonly Flaw[];
  /** decisions taken while reading, in words */
  readonly notes: readonly string[];
};

/** The columns they are read from; null where the file has none. */
export interface Told {
  readonly table: Table;
  readonly reading: Reading;
  readonly label: Named | null;
  readonly prediction: Named | null;
  readonly score: Named | null;
}

/** Reads them by the task. Mistake: text where numbers belong, classes that leave it open which is meant. */
export function answersOf(told: Told): Answers {
  const { task } = told.reading;
  if (task === 'multilabel') return labelSets(told);
  if (task === 'text') return gradedText(told);
  const { label } = told;
  if (label === null) throw new Mistake(missingColumn(told.table, 'columns.label', 'label'));
  switch (task) {
    case 'binary':
      return binary(told, label);
    case 'multiclass':
      return multiclass(told, label);
    case 'regression':
      return numeric(told, label, told.prediction, null);
    case 'ranking':
      return numeric(told, label, null, told.score);
  }
}

function numeric({ table }: Told, label: Named, prediction: Named | null, score: Named | null): Answers {
  const read = (named: Named | null) => (named === null ? null : numbers(named, table.file));
  const [labels, predictions, scores] = [numbers(label, table.file), read(prediction), read(score)];
  const found = [
    ...flaws(label.name, labels),
    ...flawsOf(prediction, predictions),
    ...flawsOf(score, scores),
  ];
  return { labels, predictions, scores, flaws: found, notes: [] };
}

function flawsOf(named: Named | null, values: Float64Array | null): Flaw[] {
  return named === null || values === null ? [] : flaws(named.name, values);
}

function binary({ table, reading, prediction, score }: Told, label: Named): Answers {
  const columns = prediction === null ? [label] : [label, prediction];
  const classes = binaryClasses(columns, reading.positive);
  const labels = classes.numbered(label.column);
  const scores = score === null ? null : numbers(score, table.file);
  const notes = [`a row is positive where ${label.name} is ${classes.positive}`];
  const odd = [...flaws(label.name, labels), ...flawsOf(score, scores)];
  if (prediction !== null) {
    const predictions = classes.numbered(prediction.column);
    return { labels, scores, predictions, flaws: [...odd, ...flawsOf(prediction, predictions)], notes };
  }
  if (scores === null || !areProbabilities(scores))
    return { labels, scores, predictions: null, flaws: odd, notes };
  const derived = `no column holds predictions: a row counts as predicted positive where ${score?.name} >= 0.5`;
  return { labels, scores, predictions: atHalf(scores), flaws: odd, notes: [...notes, derived] };
}

/** What is no number is no reason against it: it is a flaw. */
export function areProbabilities(scores: Float64Array): boolean {
  const { least, most } = extentOf(scores);
  return least >= 0 && most <= 1;
}

/** 1 where a probability is a half or more. */
export function atHalf(scores: Float64Array): Float64Array {
  const predicted = new Float64Array(scores.length);
  for (let row = 0; row < scores.length; row++) {
    const value = scores[row] ?? Number.NaN;
    predicted[row] = value >= 0.5 ? 1 : value < 0.5 ? 0 : value;
  }
  return predicted;
}

/** Scores lie one column after the other, in the order of the classes. */
function multiclass({ table, reading, prediction }: Told, label: Named): Answers {
  const columns = prediction === null ? [label] : [label, prediction];
  const byClass = classScores(table, reading.columns, columns) ?? new Map<string, Named>();
  const { classes, numbered } = manyClasses(columns, byClass.keys());
  const labels = numbered(label.column);
  const predictions = prediction === null ? null : numbered(prediction.column);
  const odd = [
    ...flaws(label.name, labels),
    ...flawsOf(prediction, predictions),
    ...[...byClass.values()].flatMap((one) => flaws(one.name, numbers(one, table.file))),
  ];
  const known = { labels, predictions, classes, flaws: odd, notes: [] };
  if (byClass.size === 0) return { ...known, scores: null };
  const scores = new Float64Array(classes.length * labels.length);
  classes.forEach((name, at) => {
    const own = byClass.get(name);
    if (own !== undefined) scores.set(numbers(own, table.file), at * labels.length);
  });
  return { ...known, scores };
}
