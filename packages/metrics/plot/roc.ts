import { rocAuc } from '../measure/auc.ts';
import type { Weights } from '../measure/measure.ts';
import { isPositive, oneSided, rankingOf, tieStart } from '../measure/ranking.ts';
import { type Point, Trace } from './trace.ts';

/** The share of positives found (y) over the share of negatives taken for positives (x), as the threshold falls. */
export interface RocCurve {
  readonly area: number;
  readonly points: readonly Point[];
}

/**
 * The ROC curve, from (0, 0) to (1, 1), a corner a distinct score (scikit-learn: roc_curve), thinned; null where all
 * rows are of one class. It walks the order that ROC AUC has sorted.
 */
export function rocCurve(labels: Float64Array, scores: Float64Array, weights: Weights): RocCurve | null {
  const ranking = rankingOf(labels, scores, weights);
  const area = rocAuc.value(labels, scores, weights);
  if (oneSided(ranking) !== null || typeof area !== 'number') return null;
  const { flags, weights: heavy, positives, negatives } = ranking;
  const trace = new Trace();
  trace.add(0, 0);
  let [found, mistaken] = [0, 0];
  for (let end = flags.length, start = end; end > 0; end = start) {
    start = tieStart(flags, end);
    for (let at = start; at < end; at++) {
      const weight = heavy === null ? 1 : (heavy[at] ?? 0);
      if (isPositive(flags, at)) found += weight;
      else mistaken += weight;
    }
    trace.add(Math.min(1, mistaken / negatives), Math.min(1, found / positives));
  }
  return { area, points: trace.finish() };
}
