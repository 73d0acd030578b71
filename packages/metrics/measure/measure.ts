import type { Direction, Task } from '../measurement.ts';

/**
 * What a measure is computed from, an entry a row. Binary: labels and predictions are 0 or 1, scores are P(1).
 * Multiclass: labels and predictions number the classes. Regression: they are the values. Predictions or scores
 * are null where the file has none.
 */
export interface Cases {
  readonly labels: Float64Array;
  readonly predictions: Float64Array | null;
  readonly scores: Float64Array | null;
}

/** Why a measure has no value on these rows, in words. */
export interface Undefined {
  readonly because: string;
}

/** One number about a model. `value` may trust that what it needs is there, is finite, and has a row or more. */
export interface Measure {
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly direction: Direction;
  readonly needs: 'predictions' | 'scores';
  value(labels: Float64Array, answers: Float64Array): number | Undefined;
}
