import { type Measure, SHARE, type Undefined, type Weights } from './measure.ts';
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
export const confusions = once(
  (labels, predictions, weights): ReadonlyMap<number, Confusion> => counted(labels, predictions, weights),
);

function counted(labels: Float64Array, predictions: Float64Array, weights: Weights) {
  const tallies = new Map<number, { labelled: Total; predicted: Total; found: Total }>();
  const tallyOf = (name: number) => {
    const fresh = { labelled: new Total(), predicted: new Total(), found: new Total() };
    tallies.set(name, fresh);
    return fresh;
  };
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? Number.NaN;
    const prediction = predictions[row] ?? Number.NaN;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const own = tallies.get(label) ?? tallyOf(label);
    own.labelled.add(weight);
    if (label === prediction) {
      own.predicted.add(weight);
      own.found.add(weight);
    } else (tallies.get(prediction) ?? tallyOf(prediction)).predicted.add(weight);
  }
  const ordered = [...tallies].sort(([one], [other]) => one - other);
  return new Map(
    ordered.map(([name, { labelled, predicted, found }]) => [
      name,
      { labelled: labelled.value, predicted: predicted.value, found: found.value },
    ]),
  );
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
