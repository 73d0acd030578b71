import type { Weights } from '../measure/measure.ts';
import { Bins } from './bins.ts';

/** How far predictions lie from the values, counted; no row is told by itself. */
export interface Residuals {
  /** of the bins of the residual */
  readonly edges: readonly number[];
  /** what the rows of each weigh */
  readonly counts: readonly number[];
  /** of the bins of the predicted value */
  readonly predicted: readonly number[];
  /** a list for each bin of the predicted value: what its rows weigh, by the bin of the residual */
  readonly grid: readonly (readonly number[])[];
  /** mean residual of each bin of the predicted value; null where it has no rows */
  readonly means: readonly (number | null)[];
}

/** Edges that two models share, so that they can be laid over each other. */
export interface ResidualEdges {
  readonly residual: readonly number[];
  readonly predicted: readonly number[];
}

/** Value less prediction, as scikit-learn's PredictionErrorDisplay has it: above 0 the prediction is too low. */
export function residualsOf(labels: Float64Array, predictions: Float64Array): Float64Array {
  const residuals = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) residuals[row] = (labels[row] ?? 0) - (predictions[row] ?? 0);
  return residuals;
}

/**
 * Residuals by the predicted value (numpy.histogram2d of values brought within the edges) and alone; what lies
 * beyond both ends is in the outermost bins.
 */
export function residualSpread(
  { residual: edges, predicted }: ResidualEdges,
  residuals: Float64Array,
  predictions: Float64Array,
  weights: Weights,
): Residuals {
  const height = edges.length - 1;
  const [across, up] = [new Bins(predicted), new Bins(edges)];
  const grid = new Float64Array(height * (predicted.length - 1));
  const [sums, heavy] = [new Float64Array(predicted.length - 1), new Float64Array(predicted.length - 1)];
  for (let row = 0; row < residuals.length; row++) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const residual = residuals[row] ?? 0;
    const column = across.at(predictions[row] ?? 0);
    const at = column * height + up.at(residual);
    grid[at] = (grid[at] ?? 0) + weight;
    sums[column] = (sums[column] ?? 0) + weight * residual;
    heavy[column] = (heavy[column] ?? 0) + weight;
  }
  const columns = Array.from(sums, (_, column) => [...grid.subarray(column * height, (column + 1) * height)]);
  const means = Array.from(heavy, (weight, column) => (weight === 0 ? null : (sums[column] ?? 0) / weight));
  const counts = edges.slice(1).map((_, bin) => columns.reduce((sum, own) => sum + (own[bin] ?? 0), 0));
  return { edges, counts, predicted, grid: columns, means };
}
