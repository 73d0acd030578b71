import { type Measure, SHARE } from './measure.ts';
import { oneSided, type Sides, sidesOf } from './sides.ts';
import { Total } from './sum.ts';

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative row in which the positive one has the
 * higher score, a tie counting half (Hanley and McNeil, Radiology 143 (1982); scikit-learn: roc_auc_score). Both
 * sides are sorted once and merged: n log n, and whole numbers until the division.
 */
export const rocAuc: Measure = {
  name: 'roc_auc',
  tasks: ['binary'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'scores',
  value: (labels, scores, weights = null) => {
    const sides = sidesOf(labels, scores, weights);
    return oneSided(sides) ?? areaOf(sides);
  },
};

/** The share of pairs that the positives win; a pair weighs what its rows weigh, multiplied. */
export function areaOf(sides: Sides): number {
  return halfPairsWon(sides) / (2 * sides.positives.total * sides.negatives.total);
}

/** Twice the pairs a positive wins, plus the pairs that tie. */
function halfPairsWon({ positives, negatives }: Sides): number {
  const [won, below, upTo] = [new Total(), new Total(), new Total()];
  const rows = negatives.scores.length;
  let [beneath, reached] = [0, 0];
  for (let at = 0; at < positives.scores.length; at++) {
    const score = positives.scores[at] ?? 0;
    for (; beneath < rows && (negatives.scores[beneath] ?? 0) < score; beneath++)
      below.add(negatives.weights?.[beneath] ?? 1);
    for (; reached < rows && (negatives.scores[reached] ?? 0) <= score; reached++)
      upTo.add(negatives.weights?.[reached] ?? 1);
    won.add((positives.weights?.[at] ?? 1) * (below.value + upTo.value));
  }
  return won.value;
}
