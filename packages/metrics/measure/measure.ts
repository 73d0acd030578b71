import type { Direction, Task } from '../measurement.ts';

/**
 * What a measure is computed from, an entry a row. Binary: labels and predictions are 0 or 1, scores are P(1).
 * Multiclass: labels and predictions number the classes; scores are as many columns as there are classes, one
 * after the other: class c of row r is `scores[c * rows + r]`. Regression: they are the values. Predictions or
 * scores are null where the file has none; without weights each row counts as one.
 */
export interface Cases {
  readonly labels: Float64Array;
  readonly predictions: Float64Array | null;
  readonly scores: Float64Array | null;
  readonly weights?: Float64Array;
}

/** Why a measure has no value on these rows, in words. */
export interface Undefined {
  readonly because: string;
}

/** How much each row counts; null: each as one. Never negative, and not all 0. */
export type Weights = Float64Array | null;

/** One number about a model. `value` may trust that what it needs is there, is finite, and has a row or more. */
export interface Measure {
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly direction: Direction;
  /** the least and the greatest value there can be */
  readonly range: readonly [number, number];
  readonly needs: 'predictions' | 'scores';
  value(labels: Float64Array, answers: Float64Array, weights?: Weights): number | Undefined;
}

export const SHARE = [0, 1] as const;
export const UNBOUNDED = [0, Number.POSITIVE_INFINITY] as const;
