import type { Measure } from './measure.ts';

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative row in which the positive one has the
 * higher score, a tie counting half (Hanley and McNeil, Radiology 143 (1982); scikit-learn: roc_auc_score). Both
 * sides are sorted once and merged: n log n, and whole numbers until the division.
 */
export const rocAuc: Measure = {
  name: 'roc_auc',
  tasks: ['binary'],
  direction: 'higher-is-better',
  needs: 'scores',
  value: (labels, scores) => {
    const positives = scores.filter((_, row) => labels[row] === 1).sort();
    const negatives = scores.filter((_, row) => labels[row] === 0).sort();
    const only = positives.length === 0 ? 'negative' : 'positive';
    if (positives.length === 0 || negatives.length === 0) return { because: `every row is labelled ${only}` };
    return halfPairsWon(positives, negatives) / (2 * positives.length * negatives.length);
  },
};

/** Twice the pairs a positive wins, plus the pairs that tie. Both sides are sorted. */
function halfPairsWon(positives: Float64Array, negatives: Float64Array): number {
  let won = 0;
  let below = 0;
  let upTo = 0;
  for (const score of positives) {
    while (below < negatives.length && (negatives[below] ?? 0) < score) below++;
    if (upTo < below) upTo = below;
    while (upTo < negatives.length && (negatives[upTo] ?? 0) <= score) upTo++;
    won += below + upTo;
  }
  return won;
}
