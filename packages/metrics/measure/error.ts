import { ascending } from '../order.ts';
import { ofMean, ofSlopes } from './influence.ts';
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

interface OfErrors {
  readonly name: string;
  readonly kind?: Pick<Measure, 'direction' | 'range'>;
  value(rows: Rows): number | Undefined;
  influence?(rows: Rows): Float64Array;
}

function ofErrors({ name, kind = LOSS, value, influence }: OfErrors): Measure {
  return {
    name,
    tasks: ['regression'],
    ...kind,
    needs: 'predictions',
    value: (labels, predictions, weights = null) => value(rowsOf(labels, predictions, weights)),
    ...(influence === undefined
      ? {}
      : { influence: (labels, predictions, weights) => influence(rowsOf(labels, predictions, weights)) }),
  };
}

function rowsOf(labels: Float64Array, predictions: Float64Array, weights: Weights): Rows {
  const label = (row: number) => labels[row] ?? Number.NaN;
  const prediction = (row: number) => predictions[row] ?? Number.NaN;
  const error = (row: number) => (predictions[row] ?? Number.NaN) - (labels[row] ?? Number.NaN);
  return { count: labels.length, weights, label, prediction, error };
}

const meanOf = ({ count, weights }: Rows, term: (row: number) => number) => mean(count, term, weights);
const sumOf = ({ count, weights }: Rows, term: (row: number) => number) =>
  sum(count, weights === null ? term : (row) => (weights[row] ?? 0) * term(row));

/** The mean of a loss, and how far the loss of each row lies from it. */
function ofLosses(
  name: string,
  loss: (error: number, label: number, prediction: number) => number,
  more: { readonly lacks?: (rows: Rows) => Undefined | null; readonly range?: Measure['range'] } = {},
): Measure {
  const { lacks, range = UNBOUNDED } = more;
  const of = (rows: Rows) => (row: number) => loss(rows.error(row), rows.label(row), rows.prediction(row));
  return ofErrors({
    name,
    kind: { ...LOSS, range },
    value: (rows) => lacks?.(rows) ?? meanOf(rows, of(rows)),
    influence: (rows) => ofMean(rows.count, of(rows), rows.weights),
  });
}

/** Mean of |prediction - label|, in the label's unit (scikit-learn: mean_absolute_error). */
export const mae = ofLosses('mae', (error) => Math.abs(error));

/** Mean squared error, in the square of the label's unit (scikit-learn: mean_squared_error). */
export const mse = ofLosses('mse', (error) => error * error);

/** Root of the mean squared error, in the label's unit (scikit-learn: root_mean_squared_error). */
export const rmse = ofErrors({
  name: 'rmse',
  value: (rows) => Math.sqrt(meanOf(rows, (row) => rows.error(row) ** 2)),
  influence: (rows) => {
    const influence = ofMean(rows.count, (row) => rows.error(row) ** 2, rows.weights);
    const root = Math.sqrt(meanOf(rows, (row) => rows.error(row) ** 2));
    return root === 0 ? influence : influence.map((one) => one / (2 * root));
  },
});

/** Mean of |error| / |label| (scikit-learn: mean_absolute_percentage_error, which divides by 2e-16 for a label of 0). */
export const mape = ofLosses('mape', (error, label) => Math.abs(error) / Math.abs(label), {
  lacks: (rows) => {
    let zeros = 0;
    for (let row = 0; row < rows.count; row++) if (rows.label(row) === 0) zeros++;
    return zeros > 0 ? { because: `${zeros} of ${rows.count} labels are 0` } : null;
  },
});

/** Mean of |error| / the mean of |label| and |prediction|; 0 where both are 0 (Makridakis 1993). Not in scikit-learn. */
export const smape = ofLosses(
  'smape',
  (error, label, prediction) => {
    const size = Math.abs(label) + Math.abs(prediction);
    return size === 0 ? 0 : (2 * Math.abs(error)) / size;
  },
  { range: [0, 2] },
);

/** 1 - squared error / squared distance of the labels from their mean (scikit-learn: r2_score, force_finite=False). */
export const r2 = explained('r2', 'R²', () => 0);

/** As R², but a constant error costs nothing (scikit-learn: explained_variance_score, force_finite=False). */
export const explainedVariance = explained('explained_variance', 'it', (rows) => meanOf(rows, rows.error));

/** Errors are measured from `origin`. */
function explained(name: string, called: string, origin: (rows: Rows) => number): Measure {
  return ofErrors({
    name,
    kind: EXPLAINED,
    value: (rows) => {
      const lacking = alike(rows, called);
      if (lacking !== null) return lacking;
      const spread = squares(rows, rows.label, meanOf(rows, rows.label));
      const left = squares(rows, rows.error, origin(rows));
      return spread > 0 ? 1 - left / spread : { because: 'the labels lie too near each other' };
    },
    influence: (rows) => {
      const [middle, from] = [meanOf(rows, rows.label), origin(rows)];
      const spread = squares(rows, rows.label, middle);
      const share = squares(rows, rows.error, from) / spread;
      const slope = (row: number) =>
        (share * (rows.label(row) - middle) ** 2 - (rows.error(row) - from) ** 2) / spread;
      return ofSlopes(rows.count, slope, rows.weights);
    },
  });
}

function squares(rows: Rows, term: (row: number) => number, from: number): number {
  return sumOf(rows, (row) => (term(row) - from) ** 2);
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
export const medianAbsoluteError: Measure = {
  name: 'median_absolute_error',
  tasks: ['regression'],
  ...LOSS,
  needs: 'predictions',
  value: (labels, predictions, weights = null) => middleOf(sortedErrors(labels, predictions), weights),
};

interface Sorted {
  readonly errors: Float64Array;
  readonly order: Uint32Array;
}

const sorted = new WeakMap<Float64Array, { readonly labels: Float64Array; readonly value: Sorted }>();

/** Absolute errors and their order; worked out once for the same columns, as each resampling asks for them. */
function sortedErrors(labels: Float64Array, predictions: Float64Array): Sorted {
  const last = sorted.get(predictions);
  if (last !== undefined && last.labels === labels) return last.value;
  const errors = predictions.map((prediction, row) => Math.abs(prediction - (labels[row] ?? Number.NaN)));
  const value = { errors, order: ascending(errors) };
  sorted.set(predictions, { labels, value });
  return value;
}

/** It has no influence function without the density of the errors at the middle. */
function middleOf({ errors, order }: Sorted, weights: Weights): number {
  const count = errors.length;
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
}

/** Pinball loss of a prediction of the quantile `alpha` (Koenker and Bassett 1978; scikit-learn: mean_pinball_loss). */
function pinball(alpha: number): Measure {
  return ofLosses(`pinball_${String(alpha).replace('.', '_')}`, (error) =>
    error <= 0 ? -alpha * error : (1 - alpha) * error,
  );
}

export const pinballFamily = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map(pinball);
