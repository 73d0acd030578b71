import { ascending } from '../order.ts';
import { type Measure, UNBOUNDED, type Undefined, type Weights } from './measure.ts';
import { mean, sum, Total, weightOf } from './sum.ts';

/** The rows as a measure of errors sees them. */
interface Rows {
  readonly count: number;
  readonly weights: Weights;
  label(row: number): number;
  prediction(row: number): number;
  /** prediction - label */
  error(row: number): number;
}

const LOSS = { direction: 'lower-is-better', range: UNBOUNDED } as const;
const EXPLAINED = { direction: 'higher-is-better', range: [Number.NEGATIVE_INFINITY, 1] } as const;

function ofErrors(
  name: string,
  value: (rows: Rows) => number | Undefined,
  kind: Pick<Measure, 'direction' | 'range'> = LOSS,
): Measure {
  return {
    name,
    tasks: ['regression'],
    ...kind,
    needs: 'predictions',
    value: (labels, predictions, weights = null) => {
      const label = (row: number) => labels[row] ?? Number.NaN;
      const prediction = (row: number) => predictions[row] ?? Number.NaN;
      const error = (row: number) => prediction(row) - label(row);
      return value({ count: labels.length, weights, label, prediction, error });
    },
  };
}

const meanOf = ({ count, weights }: Rows, term: (row: number) => number) => mean(count, term, weights);
const sumOf = ({ count, weights }: Rows, term: (row: number) => number) =>
  sum(count, weights === null ? term : (row) => (weights[row] ?? 0) * term(row));

/** Mean of |prediction - label|, in the label's unit (scikit-learn: mean_absolute_error). */
export const mae = ofErrors('mae', (rows) => meanOf(rows, (row) => Math.abs(rows.error(row))));

/** Mean squared error, in the square of the label's unit (scikit-learn: mean_squared_error). */
export const mse = ofErrors('mse', (rows) => meanOf(rows, (row) => rows.error(row) ** 2));

/** Root of the mean squared error, in the label's unit (scikit-learn: root_mean_squared_error). */
export const rmse = ofErrors('rmse', (rows) => Math.sqrt(meanOf(rows, (row) => rows.error(row) ** 2)));

/** Mean of |error| / |label| (scikit-learn: mean_absolute_percentage_error, which divides by 2e-16 for a label of 0). */
export const mape = ofErrors('mape', (rows) => {
  let zeros = 0;
  for (let row = 0; row < rows.count; row++) if (rows.label(row) === 0) zeros++;
  if (zeros > 0) return { because: `${zeros} of ${rows.count} labels are 0` };
  return meanOf(rows, (row) => Math.abs(rows.error(row)) / Math.abs(rows.label(row)));
});

/** Mean of |error| / the mean of |label| and |prediction|; 0 where both are 0 (Makridakis 1993). Not in scikit-learn. */
export const smape = ofErrors(
  'smape',
  (rows) =>
    meanOf(rows, (row) => {
      const size = Math.abs(rows.label(row)) + Math.abs(rows.prediction(row));
      return size === 0 ? 0 : (2 * Math.abs(rows.error(row))) / size;
    }),
  { ...LOSS, range: [0, 2] },
);

/** 1 - squared error / squared distance of the labels from their mean (scikit-learn: r2_score, force_finite=False). */
export const r2 = ofErrors(
  'r2',
  (rows) => explained(rows, 'R²', () => sumOf(rows, (row) => rows.error(row) ** 2)),
  EXPLAINED,
);

/** As R², but a constant error costs nothing (scikit-learn: explained_variance_score, force_finite=False). */
export const explainedVariance = ofErrors(
  'explained_variance',
  (rows) => explained(rows, 'it', () => spreadOf(rows, rows.error)),
  EXPLAINED,
);

function explained(rows: Rows, name: string, left: () => number): number | Undefined {
  const lacking = alike(rows, name);
  if (lacking !== null) return lacking;
  const spread = spreadOf(rows, rows.label);
  return spread > 0 ? 1 - left() / spread : { because: 'the labels lie too near each other' };
}

function spreadOf(rows: Rows, term: (row: number) => number): number {
  const middle = meanOf(rows, term);
  return sumOf(rows, (row) => (term(row) - middle) ** 2);
}

/** Why there is no spread of the labels to compare with; rows that weigh nothing do not count. */
function alike({ count, weights, label }: Rows, name: string): Undefined | null {
  if (count < 2) return { because: `there is one row; ${name} needs two` };
  let first: number | null = null;
  for (let row = 0; row < count; row++) {
    if (weights !== null && weights[row] === 0) continue;
    first ??= label(row);
    if (label(row) !== first) return null;
  }
  return { because: 'every label is the same' };
}

/** The middle of the absolute errors, with weights that of their total (scikit-learn: median_absolute_error). */
export const medianAbsoluteError = ofErrors('median_absolute_error', (rows) => {
  const { count, weights } = rows;
  const errors = Float64Array.from({ length: count }, (_, row) => Math.abs(rows.error(row)));
  const order = ascending(errors);
  const half = weightOf(count, weights) / 2;
  const reached = new Total();
  let lower: number | null = null;
  for (const row of order) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    if (weight === 0) continue;
    const error = errors[row] ?? Number.NaN;
    if (lower !== null) return (lower + error) / 2;
    reached.add(weight);
    if (reached.value - half > Number.EPSILON) return error;
    if (reached.value >= half) lower = error;
  }
  return lower ?? Number.NaN;
});

/** Pinball loss of a prediction of the quantile `alpha` (Koenker and Bassett 1978; scikit-learn: mean_pinball_loss). */
function pinball(alpha: number): Measure {
  return ofErrors(`pinball_${String(alpha).replace('.', '_')}`, (rows) =>
    meanOf(rows, (row) => (rows.error(row) <= 0 ? -alpha * rows.error(row) : (1 - alpha) * rows.error(row))),
  );
}

export const pinballFamily = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map(pinball);
