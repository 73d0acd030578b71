import { type Measure, SHARE } from './measure.ts';
import { mean } from './sum.ts';

/** Share of rows whose prediction is the label (scikit-learn: accuracy_score). */
export const accuracy: Measure = {
  name: 'accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'predictions',
  value: (labels, predictions, weights = null) =>
    mean(labels.length, (row) => Number(labels[row] === predictions[row]), weights),
};
