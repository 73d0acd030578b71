import type { Estimated } from './expected.ts';

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
}

/**
 * How far a measure of so many rows strays from that of the population: deviation / sqrt(rows * share), both from the
 * reference (NannyML's sampling error, standard error of a mean; ROC AUC as Mann-Whitney's U, ties halfway).
 */
export function samplingErrors(reference: Labelled): (metric: Estimated, rows: number) => number {
  const parts = partsOf(reference);
  return (metric, rows) => {
    const { deviation, share } = parts[metric];
    return deviation / Math.sqrt(rows * share);
  };
}

function partsOf({ scores, predictions, labels }: Labelled): Record<Estimated, Part> {
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
    return { deviation: factor * Math.sqrt(hit * (1 - hit)), share: counted / n };
  };
  const relevant = tp + fp + fn;
  return {
    roc_auc: placed(scores, labels),
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
