import type { Weights } from '#metrics/measure/measure';

/** One model's rows as a measure takes them, in the order of their ids. `answers`: predictions, or scores. */
export interface Examples {
  readonly labels: Float64Array;
  readonly answers: Float64Array;
  readonly weights: Weights;
  /** numbers rows that belong together alike; null: each row stands alone */
  readonly groups: Int32Array | null;
  /** a number of each row's id, or of its group's name, for resampling; absent: of its group, or its place in the order */
  readonly keys?: Int32Array;
  /** columns of labels, one after the other (multilabel); absent: one */
  readonly width?: number;
}
