import { type Measure, SHARE } from './measure.ts';
import { type Side, sidesOf } from './sides.ts';
import { Total } from './sum.ts';

/**
 * Average precision: over every score as a threshold, from the highest on, precision times the recall it adds,
 * without interpolation (scikit-learn: average_precision_score).
 */
export const averagePrecision: Measure = {
  name: 'average_precision',
  tasks: ['binary'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'scores',
  value: (labels, scores, weights = null) => {
    const { positives, negatives } = sidesOf(labels, scores, weights);
    if (positives.total === 0) return { because: 'no row is labelled positive' };
    return areaUnder(positives, negatives) / positives.total;
  },
};

function areaUnder(positives: Side, negatives: Side): number {
  const [area, found, mistaken] = [new Total(), new Total(), new Total()];
  let [own, other] = [positives.scores.length - 1, negatives.scores.length - 1];
  while (own >= 0) {
    const threshold = positives.scores[own] ?? 0;
    const before = found.value;
    for (; own >= 0 && positives.scores[own] === threshold; own--) found.add(positives.weights?.[own] ?? 1);
    for (; other >= 0 && (negatives.scores[other] ?? 0) >= threshold; other--)
      mistaken.add(negatives.weights?.[other] ?? 1);
    const gained = found.value - before;
    if (gained > 0) area.add(gained * (found.value / (found.value + mistaken.value)));
  }
  return area.value;
}
