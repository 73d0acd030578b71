import { fewerOfBoth } from './denominator.ts';
import { type Measure, SHARE } from './measure.ts';
import { once } from './once.ts';
import { byRow, isPositive, type Ranking, rankingOf, tieEnd, tieStart } from './ranking.ts';
import { Total } from './sum.ts';

const average = once((labels, scores, weights) => {
  const ranking = rankingOf(labels, scores, weights);
  return areaUnder(ranking) / ranking.positives;
});

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
  condenses: true,
  value: (labels, scores, weights = null) => {
    if (rankingOf(labels, scores, weights).positives === 0) return { because: 'no row is labelled positive' };
    return average(labels, scores, weights);
  },
  denominator: fewerOfBoth,
  influence: (labels, scores, weights) =>
    influenceOn(rankingOf(labels, scores, weights), average(labels, scores, weights)),
};

/** Average precision times what the positives weigh. */
function areaUnder({ flags, weights }: Ranking): number {
  const [area, found, mistaken] = [new Total(), new Total(), new Total()];
  for (let end = flags.length, start = end; end > 0; end = start) {
    start = tieStart(flags, end);
    const before = found.value;
    for (let at = start; at < end; at++)
      (isPositive(flags, at) ? found : mistaken).add(weights === null ? 1 : (weights[at] ?? 0));
    const gained = found.value - before;
    if (gained > 0) area.add(gained * (found.value / (found.value + mistaken.value)));
  }
  return area.value;
}

/**
 * With p(t) the positives at the score t, F(t) and M(t) the positives and negatives from t on, and P all positives,
 * AP = sum p F / (F + M) / P. More weight on a positive of score s adds the precision at s, and M / (F + M)^2 at each
 * positive at or below s; on a negative it takes F / (F + M)^2 there. Both sums run upwards over the scores.
 */
function influenceOn(ranking: Ranking, value: number): Float64Array {
  const { flags, weights, positives, negatives } = ranking;
  const each = (positives + negatives) / positives;
  const influence = new Float64Array(flags.length);
  let found = positives;
  let mistaken = negatives;
  let gain = 0;
  let loss = 0;
  for (let start = 0, end = 0; start < flags.length; start = end) {
    end = tieEnd(flags, start);
    let own = 0;
    let other = 0;
    for (let at = start; at < end; at++) {
      const weight = weights === null ? 1 : (weights[at] ?? 0);
      if (isPositive(flags, at)) own += weight;
      else other += weight;
    }
    const taken = found + mistaken;
    if (own > 0) {
      const share = own / (taken * taken);
      gain += share * mistaken;
      loss += share * found;
    }
    const precision = own > 0 ? found / taken : 1;
    const positive = each * (precision + gain - value);
    const negative = -each * loss;
    for (let at = start; at < end; at++) influence[at] = isPositive(flags, at) ? positive : negative;
    found -= own;
    mistaken -= other;
  }
  return byRow(ranking, influence);
}
