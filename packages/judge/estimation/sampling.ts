import { averagePrecision } from '#metrics/measure/precision';
import type { Estimated, OfMany, OfTwo } from './expected.ts';

/** Rows whose truth is known. */
export interface Labelled {
  readonly scores: Float64Array;
  readonly predictions: Float64Array;
  readonly labels: Float64Array;
}

/** The spread one row gives a measure, and the share of rows that count for it. */
interface Part {
  readonly deviation: number;
  readonly share: number;
  /** what the deviation is multiplied by; absent: 1 */
  readonly factor?: number;
}

/** By measure and rows. */
export type SamplingError<M extends Estimated> = (metric: M, rows: number) => number;

/**
 * How far a measure of so many rows strays from that of the population: deviation / sqrt(rows * share), both from the
 * reference (NannyML's sampling error, standard error of a mean; ROC AUC as Mann-Whitney's U, ties halfway). That of
 * average precision is of its influence function, where NannyML draws 50 samples without a seed.
 */
export function samplingErrors(reference: Labelled): SamplingError<OfTwo> {
  const parts = partsOf(reference);
  return (metric, rows) => errorOf(parts[metric], rows);
}

function errorOf({ deviation, share, factor = 1 }: Part, rows: number): number {
  return (factor * deviation) / Math.sqrt(rows * share);
}

/** NannyML's own experiments had the areas of many classes stray a fifth more than independent ones would. */
const TOGETHER = 1.2;

/** Of many classes: the mean of independent ones, each against all others, without F1's factor; judge.md 7.2, as NannyML. */
export function samplingErrorsOfMany(each: readonly Labelled[]): SamplingError<OfMany> {
  const parts = each.map((rows) => partsOf(rows));
  const mean = (of: (own: Record<OfTwo, Part>) => Part, rows: number) =>
    Math.sqrt(parts.map(of).reduce((sum, part) => sum + errorOf(part, rows) ** 2, 0)) / parts.length;
  const n = each[0]?.labels.length ?? 0;
  // a row is wrong in two classes or in none
  const wrong =
    each.reduce((sum, { labels, predictions }) => sum + differing(labels, predictions), 0) / 2 / n;
  return (metric, rows) => {
    switch (metric) {
      case 'roc_auc_ovr':
        return TOGETHER * mean(({ roc_auc }) => roc_auc, rows);
      case 'f1_macro':
        return mean(({ f1 }) => ({ ...f1, factor: 1 }), rows);
      case 'precision_macro':
        return mean(({ precision }) => precision, rows);
      case 'recall_macro':
        return mean(({ recall }) => recall, rows);
      case 'accuracy':
        return Math.sqrt((wrong * (1 - wrong)) / rows);
    }
  };
}

function differing(one: Float64Array, other: Float64Array): number {
  let count = 0;
  for (let row = 0; row < one.length; row++) if (one[row] !== other[row]) count++;
  return count;
}

function partsOf({ scores, predictions, labels }: Labelled): Record<OfTwo, Part> {
  const n = labels.length;
  let [tp, fp, fn] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    if (predictions[row] === 1 && labels[row] === 1) tp++;
    else if (predictions[row] === 1) fp++;
    else if (labels[row] === 1) fn++;
  }
  const tn = n - tp - fp - fn;
  const share = (hits: number, counted: number, factor = 1): Part => {
    const hit = hits / counted;
    return { deviation: Math.sqrt(hit * (1 - hit)), share: counted / n, factor };
  };
  const relevant = tp + fp + fn;
  return {
    roc_auc: placed(scores, labels),
    average_precision: { deviation: pulled(scores, labels), share: 1 },
    f1: share(tp, relevant, relevant / (tp + (fp + fn) / 2)),
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    specificity: share(tn, tn + fp),
    accuracy: share(tp + tn, n),
  };
}

/** Of each row of the rarer class: the share of the other class that it lies above (or below, which spreads alike). */
function placed(scores: Float64Array, labels: Float64Array): Part {
  const of = (label: number) => scores.filter((_, row) => labels[row] === label).sort();
  const [negatives, positives] = [of(0), of(1)];
  const [few, many] = positives.length > labels.length / 2 ? [negatives, positives] : [positives, negatives];
  let [below, upTo, total, squares] = [0, 0, 0, 0];
  for (const score of few) {
    while (below < many.length && (many[below] ?? 0) < score) below++;
    while (upTo < many.length && (many[upTo] ?? 0) <= score) upTo++;
    const place = (below + upTo) / 2 / many.length;
    total += place;
    squares += place * place;
  }
  const mean = total / few.length;
  return {
    deviation: Math.sqrt(Math.max(0, squares / few.length - mean ** 2)),
    share: few.length / labels.length,
  };
}

/** The deviation of the influence that each row has on average precision; NaN without a positive. */
function pulled(scores: Float64Array, labels: Float64Array): number {
  if (!labels.includes(1)) return Number.NaN;
  const influence = averagePrecision.influence?.(labels, scores, null) ?? new Float64Array();
  return Math.sqrt(influence.reduce((sum, one) => sum + one * one, 0) / labels.length);
}
