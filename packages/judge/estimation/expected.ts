import { sum } from '#metrics/measure/sum';
import { ascending } from '#metrics/order';

/** Rows whose truth is not known. Of many classes scores and chances are a column a class, one after the other. */
export interface Unlabelled {
  /** as the model gave them */
  readonly scores: Float64Array;
  /** 0 or 1; of many classes the number of one */
  readonly predictions: Float64Array;
  /** calibrated: how probable it is that the row is positive, or of the class */
  readonly chances: Float64Array;
}

/** Measures of two classes that can be estimated, in the order in which tables show them. */
export const ESTIMATED = [
  'roc_auc',
  'average_precision',
  'f1',
  'precision',
  'recall',
  'specificity',
  'accuracy',
] as const;
/** And of many. */
export const ESTIMATED_OF_MANY = [
  'roc_auc_ovr',
  'f1_macro',
  'precision_macro',
  'recall_macro',
  'accuracy',
] as const;
export type OfTwo = (typeof ESTIMATED)[number];
export type OfMany = (typeof ESTIMATED_OF_MANY)[number];
export type Estimated = OfTwo | OfMany;

/**
 * What each measure will be, taking each row as positive with its chance (confidence-based performance estimation,
 * judge.md 7.2). 0 where a denominator is 0, and of areas NaN where all chances round to 0, or to 1 for ROC AUC: as
 * NannyML has it.
 */
export function expectedOf(rows: Unlabelled): Record<OfTwo, number> {
  const { scores, predictions, chances } = rows;
  const n = scores.length;
  const of = (predicted: number, chance: (p: number) => number) =>
    sum(n, (row) => (predictions[row] === predicted ? chance(chances[row] ?? 0) : 0));
  const [tp, fn] = [of(1, (p) => p), of(0, (p) => p)];
  const [fp, tn] = [of(1, (p) => 1 - p), of(0, (p) => 1 - p)];
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    roc_auc: areaUnder(rows),
    average_precision: precisionUnder(rows),
    f1: ratio(tp, tp + (fp + fn) / 2),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    specificity: ratio(tn, tn + fp),
    accuracy: (tp + tn) / n,
  };
}

/** The mean over the classes, each against all others; accuracy is the chance of what was predicted. */
export function expectedOfMany(rows: Unlabelled, classes: number): Record<OfMany, number> {
  const each = Array.from({ length: classes }, (_, at) => expectedOf(oneOf(rows, at)));
  const mean = (metric: OfTwo) => sum(classes, (at) => each[at]?.[metric] ?? 0) / classes;
  const n = rows.predictions.length;
  const chance = (row: number) => rows.chances[(rows.predictions[row] ?? 0) * n + row] ?? 0;
  return {
    roc_auc_ovr: mean('roc_auc'),
    f1_macro: mean('f1'),
    precision_macro: mean('precision'),
    recall_macro: mean('recall'),
    accuracy: sum(n, chance) / n,
  };
}

/** The rows as those of two classes: this one or not. */
export function oneOf({ scores, predictions, chances }: Unlabelled, at: number): Unlabelled {
  const n = predictions.length;
  const own = (values: Float64Array) => values.subarray(at * n, (at + 1) * n);
  return {
    scores: own(scores),
    predictions: predictions.map((one) => Number(one === at)),
    chances: own(chances),
  };
}

/** Over every row as a threshold, from the highest score on: precision times the recall it adds. */
function precisionUnder({ scores, chances }: Unlabelled): number {
  const order = ascending(scores).reverse();
  let [running, area, found] = [0, 0, 0];
  order.forEach((row, at) => {
    running += chances[row] ?? 0;
    const now = rounded(running);
    area += (now - found) * (now / (at + 1));
    found = now;
  });
  return area / found;
}

const rounded = (value: number) => Math.round(value * 1e5) / 1e5;

/** By falling score: true positives are the running sum of chances, the rest false ones, both to 5 places. */
function areaUnder({ scores, chances }: Unlabelled): number {
  const order = ascending(scores).reverse();
  let [running, area, tp, fp] = [0, 0, 0, 0];
  order.forEach((row, at) => {
    running += chances[row] ?? 0;
    const [tps, fps] = [rounded(running), rounded(at + 1 - running)];
    area += ((fps - fp) * (tps + tp)) / 2;
    [tp, fp] = [tps, fps];
  });
  return area / (tp * fp);
}
