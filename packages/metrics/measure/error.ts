import type { Measure, Undefined } from './measure.ts';
import { mean, sum } from './sum.ts';

function ofErrors(
  name: string,
  direction: Measure['direction'],
  value: (labels: Float64Array, error: (row: number) => number) => number | Undefined,
): Measure {
  return {
    name,
    tasks: ['regression'],
    direction,
    needs: 'predictions',
    value: (labels, predictions) =>
      value(labels, (row) => (predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN)),
  };
}

/** Mean of |prediction - label|, in the label's unit (scikit-learn: mean_absolute_error). */
export const mae = ofErrors('mae', 'lower-is-better', (labels, error) =>
  mean(labels.length, (row) => Math.abs(error(row))),
);

/** Root of the mean squared error, in the label's unit (scikit-learn: root_mean_squared_error). */
export const rmse = ofErrors('rmse', 'lower-is-better', (labels, error) =>
  Math.sqrt(mean(labels.length, (row) => error(row) ** 2)),
);

/** 1 - squared error / squared distance of the labels from their mean (scikit-learn: r2_score, force_finite=False). */
export const r2 = ofErrors('r2', 'higher-is-better', (labels, error) => {
  const count = labels.length;
  if (count < 2) return { because: 'there is one row; R² needs two' };
  if (labels.every((label) => label === labels[0])) return { because: 'every label is the same' };
  const middle = mean(count, (row) => labels[row] ?? Number.NaN);
  const spread = sum(count, (row) => ((labels[row] ?? Number.NaN) - middle) ** 2);
  return 1 - sum(count, (row) => error(row) ** 2) / spread;
});
