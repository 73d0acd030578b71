import { sum } from '#metrics/measure/sum';
import { ascending } from '#metrics/order';

/** Rows whose truth is not known. */
export interface Unlabelled {
  /** as the model gave them */
  readonly scores: Float64Array;
  /** 0 or 1 */
  readonly predictions: Float64Array;
  /** calibrated: how probable it is that the row is positive */
  readonly chances: Float64Array;
}

/** Measures that can be estimated, in the order in which tables show them. */
export const ESTIMATED = ['roc_auc', 'f1', 'precision', 'recall', 'specificity', 'accuracy'] as const;
export type Estimated = (typeof ESTIMATED)[number];

/**
 * What each measure will be, taking each row as positive with its chance (confidence-based performance estimation,
 * judge.md 7.2). 0 where a denominator is 0, as NannyML has it.
 */
export function expectedOf(rows: Unlabelled): Record<Estimated, number> {
  const { scores, predictions, chances } = rows;
  const n = scores.length;
  const of = (predicted: number, chance: (p: number) => number) =>
    sum(n, (row) => (predictions[row] === predicted ? chance(chances[row] ?? 0) : 0));
  const [tp, fn] = [of(1, (p) => p), of(0, (p) => p)];
  const [fp, tn] = [of(1, (p) => 1 - p), of(0, (p) => 1 - p)];
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return {
    roc_auc: areaUnder(rows),
    f1: ratio(tp, tp + (fp + fn) / 2),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    specificity: ratio(tn, tn + fp),
    accuracy: (tp + tn) / n,
  };
}

/** By falling score: true positives are the running sum of chances, the rest false ones, both to 5 places. */
function areaUnder({ scores, chances }: Unlabelled): number {
  const order = ascending(scores).reverse();
  const rounded = (value: number) => Math.round(value * 1e5) / 1e5;
  let [running, area, tp, fp] = [0, 0, 0, 0];
  order.forEach((row, at) => {
    running += chances[row] ?? 0;
    const [tps, fps] = [rounded(running), rounded(at + 1 - running)];
    area += ((fps - fp) * (tps + tp)) / 2;
    [tp, fp] = [tps, fps];
  });
  return area / (tp * fp);
}
