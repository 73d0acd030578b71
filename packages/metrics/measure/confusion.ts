import { type Measure, SHARE, type Undefined } from './measure.ts';
import { once } from './once.ts';
import { Total } from './sum.ts';

/** For one class: rows of it, rows taken for it, and rows that are both; or what those rows weigh. */
export interface Confusion {
  readonly labelled: number;
  readonly predicted: number;
  readonly found: number;
}

const NONE: Confusion = { labelled: 0, predicted: 0, found: 0 };

/** Counts by class; classes that are neither labelled nor predicted on these rows do not appear. */
export const confusions = once((labels, predictions, weights): ReadonlyMap<number, Confusion> => {
  const classes = 1 + Math.max(highest(labels), highest(predictions));
  const met = new Uint8Array(classes);
  const of =
    weights === null
      ? counted(labels, predictions, classes, met)
      : weighed(labels, predictions, weights, classes, met);
  const found = new Map<number, Confusion>();
  met.forEach((known, name) => {
    if (known === 1) found.set(name, of(name));
  });
  return found;
});

type OfClass = (name: number) => Confusion;

function highest(classes: Float64Array): number {
  let most = 0;
  for (let row = 0; row < classes.length; row++) most = Math.max(most, classes[row] ?? 0);
  return most;
}

function counted(labels: Float64Array, predictions: Float64Array, classes: number, met: Uint8Array): OfClass {
  const [labelled, predicted, found] = [0, 1, 2].map(() => new Float64Array(classes));
  const add = (counts: Float64Array | undefined, name: number) => {
    if (counts !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  };
  for (let row = 0; row < labels.length; row++) {
    const [label, prediction] = [labels[row] ?? 0, predictions[row] ?? 0];
    add(labelled, label);
    add(predicted, prediction);
    if (label === prediction) add(found, label);
  }
  for (let name = 0; name < classes; name++)
    met[name] = Number((labelled?.[name] ?? 0) + (predicted?.[name] ?? 0) > 0);
  return (name) => ({
    labelled: labelled?.[name] ?? 0,
    predicted: predicted?.[name] ?? 0,
    found: found?.[name] ?? 0,
  });
}

/** As `counted`; a class whose rows weigh nothing is met all the same. */
function weighed(
  labels: Float64Array,
  predictions: Float64Array,
  weights: Float64Array,
  classes: number,
  met: Uint8Array,
): OfClass {
  const totals = () => Array.from({ length: classes }, () => new Total());
  const [labelled, predicted, found] = [totals(), totals(), totals()];
  for (let row = 0; row < labels.length; row++) {
    const [label, prediction, weight] = [labels[row] ?? 0, predictions[row] ?? 0, weights[row] ?? 0];
    met[label] = 1;
    met[prediction] = 1;
    labelled[label]?.add(weight);
    predicted[prediction]?.add(weight);
    if (label === prediction) found[label]?.add(weight);
  }
  return (name) => ({
    labelled: labelled[name]?.value ?? 0,
    predicted: predicted[name]?.value ?? 0,
    found: found[name]?.value ?? 0,
  });
}

/** Of the rows taken for the class, the share that is of it. NaN where none is. */
export function precisionOf({ found, predicted }: Confusion): number {
  return found / predicted;
}

/** Of the rows of the class, the share that was found. NaN where there is none. */
export function recallOf({ found, labelled }: Confusion): number {
  return found / labelled;
}

/**
 * Weighted harmonic mean of both, recall counting `beta` times as much as precision (van Rijsbergen 1979). NaN
 * where the class is neither labelled nor predicted.
 */
export function fOf(beta: number): (confusion: Confusion) => number {
  const square = beta ** 2;
  return ({ found, labelled, predicted }) => ((1 + square) * found) / (square * labelled + predicted);
}

function ofClass(
  name: string,
  number: 0 | 1,
  of: (confusion: Confusion) => number,
  otherwise: Undefined,
): Measure {
  return {
    name,
    tasks: ['binary'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'predictions',
    value: (labels, predictions, weights = null) => {
      const value = of(confusions(labels, predictions, weights).get(number) ?? NONE);
      return Number.isNaN(value) ? otherwise : value;
    },
  };
}

const neither = { because: 'no row is labelled or predicted positive' };

/** scikit-learn's precision_score, recall_score and f1_score of the positive class, with zero_division=nan. */
export const positiveFamily: readonly Measure[] = [
  ofClass('precision', 1, precisionOf, { because: 'no row is predicted positive' }),
  ofClass('recall', 1, recallOf, { because: 'no row is labelled positive' }),
  ofClass('f1', 1, fOf(1), neither),
];

/** recall_score with pos_label=0, and fbeta_score with beta 0.5 and 2; zero_division=nan. */
export const furtherPositiveFamily: readonly Measure[] = [
  ofClass('specificity', 0, recallOf, { because: 'no row is labelled negative' }),
  ofClass('f0_5', 1, fOf(0.5), neither),
  ofClass('f2', 1, fOf(2), neither),
];
