import type { Direction, Task } from '../measurement.ts';
import type { Levels } from './levels.ts';

/**
 * What a measure is computed from, an entry a row. Binary: labels and predictions are 0 or 1, scores are P(1).
 * Multiclass: labels and predictions number the classes; scores are as many columns as there are classes, one
 * after the other: class c of row r is `scores[c * rows + r]`. Multilabel: labels (0 or 1), predictions and scores
 * are such columns. Regression: they are the values. Ranking: labels say how relevant a row is, scores order the rows
 * of each group. Text: labels and predictions number the texts, scores are 1 where a row passes. Predictions or scores
 * are null where the file has none; without weights each row counts as one.
 */
export interface Cases {
  readonly labels: Float64Array;
  readonly predictions: Float64Array | null;
  readonly scores: Float64Array | null;
  readonly weights?: Float64Array;
  /** numbers rows that belong together (one user, one day, one query) alike, from 0 on */
  readonly groups?: Int32Array;
  /** A number of each row's id, or of its group's name, that no other row changes; worked out when it is asked for. */
  readonly keys?: () => Int32Array;
  /** columns of labels, one after the other (multilabel); absent: one */
  readonly width?: number;
}

/** What the columns alone do not tell a measure. */
export interface Layout {
  /** null: each row stands alone */
  readonly groups: Int32Array | null;
  readonly width: number;
}

/** A column of labels, and rows that stand alone. */
export const PLAIN: Layout = { groups: null, width: 1 };

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
  value(labels: Float64Array, answers: Float64Array, weights?: Weights, layout?: Layout): number | Undefined;
  /** The rows it rests on, which `min-n` counts; rows that weigh nothing do not count. Absent: every row. */
  readonly denominator?: (labels: Float64Array, answers: Float64Array, weights?: Weights) => Denominator;
  /**
   * How much each row moves the value (Hampel 1974): with weights w the value of the population lies about
   * sum(w * influence) / sum(w) from the measured one, and that sum is 0 on the rows themselves. One variance follows
   * for every measure, and for the difference of two models on the same rows. Absent: only resampling tells. Asked
   * for only where `value` is a number.
   */
  readonly influence?: (
    labels: Float64Array,
    answers: Float64Array,
    weights: Weights,
    layout?: Layout,
  ) => Float64Array;
  /** Where the value is the sum over cells of |weighted mean of residuals|, which is not smooth at 0: those. */
  readonly gaps?: (labels: Float64Array, answers: Float64Array) => Gaps;
  /** The same of the levels of scores: of many rows of two classes that stand alone and count as one each. */
  readonly ofLevels?: OfLevels;
  /** Rows that say the same may come as one that weighs as many: the value is that of all of them. */
  readonly condenses?: true;
  /** A share of rows that hit among the rows that count, weights aside: exact methods for small counts go by it. */
  readonly share?: (labels: Float64Array, answers: Float64Array) => Share;
}

/** A measure of levels; no array of a number a row is made. */
export interface OfLevels {
  value(levels: Levels): number | Undefined;
  /** Of the influences of the rows. Asked for only where `value` is a number. */
  moments(levels: Levels, value: number): Moments;
}

/** Sums over the rows of each class of powers of their influence, which is measured in `unit`; none where that is 0. */
export interface Moments {
  readonly unit: number;
  readonly positives: Powers;
  readonly negatives: Powers;
}

export interface Powers {
  readonly square: number;
  readonly cube: number;
  readonly fourth: number;
}

/** What stands below the line of a measure: `57 positives`. */
export interface Denominator {
  readonly count: number;
  /** plural */
  readonly noun: string;
}

/** A residual a row, its variance if it were 0 on average, and the cell that each row is in, from 0 on. */
export interface Gaps {
  readonly cells: number;
  readonly cell: Uint8Array;
  readonly residual: Float64Array;
  readonly variance: Float64Array;
}

/** 1 for each row that counts, and for each of those that hits. */
export interface Share {
  readonly counted: Uint8Array;
  readonly hits: Uint8Array;
  /** the labels alone say which rows count: two models on the same rows have the same denominator */
  readonly fixed: boolean;
}

export const SHARE = [0, 1] as const;
export const UNBOUNDED = [0, Number.POSITIVE_INFINITY] as const;
