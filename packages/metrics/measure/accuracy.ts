import { ofMean } from './influence.ts';
import { type Measure, SHARE, type Share } from './measure.ts';
import { mean } from './sum.ts';

/** Share of rows whose prediction is the label (scikit-learn: accuracy_score). */
export const accuracy: Measure = {
  name: 'accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'predictions',
  condenses: true,
  value: (labels, predictions, weights = null) =>
    mean(labels.length, (row) => Number(labels[row] === predictions[row]), weights),
  influence: (labels, predictions, weights) =>
    ofMean(labels.length, (row) => Number(labels[row] === predictions[row]), weights),
  share: hitShare,
};

/** Every row counts, and hits where its prediction is its label. */
export function hitShare(labels: Float64Array, predictions: Float64Array): Share {
  return shareOfAll(labels.length, (row) => labels[row] === predictions[row]);
}

/** Every row counts, and those hit that `is` takes. */
export function shareOfAll(rows: number, is: (row: number) => boolean): Share {
  const hits = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) hits[row] = Number(is(row));
  return { counted: new Uint8Array(rows).fill(1), hits, fixed: true };
}
