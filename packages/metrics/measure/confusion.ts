import type { Measure, Undefined } from './measure.ts';

/** For one class: rows of it found, rows wrongly taken for it, rows of it missed. */
export interface Confusion {
  readonly found: number;
  readonly mistaken: number;
  readonly missed: number;
}

/** Counts by class; classes that are neither labelled nor predicted on these rows do not appear. */
export function confusions(labels: Float64Array, predictions: Float64Array): Map<number, Confusion> {
  const labelled = new Map<number, number>();
  const predicted = new Map<number, number>();
  const found = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? Number.NaN;
    const prediction = predictions[row] ?? Number.NaN;
    count(labelled, label);
    count(predicted, prediction);
    if (label === prediction) count(found, label);
  }
  const classes = [...new Set([...labelled.keys(), ...predicted.keys()])].sort((one, other) => one - other);
  return new Map(
    classes.map((name) => {
      const hits = found.get(name) ?? 0;
      const mistaken = (predicted.get(name) ?? 0) - hits;
      return [name, { found: hits, mistaken, missed: (labelled.get(name) ?? 0) - hits }];
    }),
  );
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Of the rows taken for the class, the share that is of it. NaN where none is. */
export function precisionOf({ found, mistaken }: Confusion): number {
  return found / (found + mistaken);
}

/** Of the rows of the class, the share that was found. NaN where there is none. */
export function recallOf({ found, missed }: Confusion): number {
  return found / (found + missed);
}

/** Harmonic mean of both. NaN where the class is neither labelled nor predicted. */
export function f1Of({ found, mistaken, missed }: Confusion): number {
  return (2 * found) / (2 * found + mistaken + missed);
}

function ofPositive(name: string, of: (confusion: Confusion) => number, otherwise: Undefined): Measure {
  return {
    name,
    tasks: ['binary'],
    direction: 'higher-is-better',
    needs: 'predictions',
    value: (labels, predictions) => {
      const value = of(confusions(labels, predictions).get(1) ?? { found: 0, mistaken: 0, missed: 0 });
      return Number.isNaN(value) ? otherwise : value;
    },
  };
}

/** scikit-learn's precision_score, recall_score and f1_score of the positive class, with zero_division=nan. */
export const positiveFamily: readonly Measure[] = [
  ofPositive('precision', precisionOf, { because: 'no row is predicted positive' }),
  ofPositive('recall', recallOf, { because: 'no row is labelled positive' }),
  ofPositive('f1', f1Of, { because: 'no row is labelled or predicted positive' }),
];
