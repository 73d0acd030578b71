import type { Weights } from '../measure/measure.ts';
import { isPositive, rankingOf, tieStart } from '../measure/ranking.ts';
import { type Point, Trace } from './trace.ts';

/** Precision (y) over recall (x), as the threshold falls. */
export interface PrecisionRecall {
  /** average precision */
  readonly average: number;
  /** the share of rows that are positive: the precision of a model that knows nothing */
  readonly baseRate: number;
  readonly points: readonly Point[];
}

/**
 * The precision-recall curve, from recall 0, where precision counts as 1, a corner a distinct score (scikit-learn:
 * precision_recall_curve), thinned; null where no row is positive. In steps, as average precision counts its area: no
 * threshold has a precision between two corners (Davis and Goadrich, ICML 2006). It walks the order that ROC AUC has
 * sorted.
 */
export function precisionRecall(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights,
): PrecisionRecall | null {
  const { flags, weights: heavy, positives, negatives } = rankingOf(labels, scores, weights);
  if (positives === 0) return null;
  const trace = new Trace();
  trace.add(0, 1);
  let [found, taken, average] = [0, 0, 0];
  for (let end = flags.length, start = end; end > 0; end = start) {
    start = tieStart(flags, end);
    const before = found;
    for (let at = start; at < end; at++) {
      const weight = heavy === null ? 1 : (heavy[at] ?? 0);
      taken += weight;
      if (isPositive(flags, at)) found += weight;
    }
    if (taken === 0) continue;
    trace.add(Math.min(1, before / positives), found / taken);
    trace.add(Math.min(1, found / positives), found / taken);
    average += ((found - before) / positives) * (found / taken);
  }
  return { average, baseRate: positives / (positives + negatives), points: trace.finish() };
}
