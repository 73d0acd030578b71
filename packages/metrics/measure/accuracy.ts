import type { Measure } from './measure.ts';

/** Share of rows whose prediction is the label (scikit-learn: accuracy_score). */
export const accuracy: Measure = {
  name: 'accuracy',
  tasks: ['binary', 'multiclass'],
  direction: 'higher-is-better',
  needs: 'predictions',
  value: (labels, predictions) => {
    let right = 0;
    for (let row = 0; row < labels.length; row++) if (labels[row] === predictions[row]) right++;
    return right / labels.length;
  },
};
