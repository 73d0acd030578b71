import { fewerOfBoth } from './denominator.ts';
import type { Levels } from './levels.ts';
import { type Measure, type Moments, SHARE, type Undefined } from './measure.ts';
import { once } from './once.ts';
import { Powersum } from './powersum.ts';
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
  value: (labels, scores, weights = null) => {
    if (rankingOf(labels, scores, weights).positives === 0) return NO_POSITIVE;
    return average(labels, scores, weights);
  },
  denominator: fewerOfBoth,
  influence: (labels, scores, weights) =>
    influenceOn(rankingOf(labels, scores, weights), average(labels, scores, weights)),
  ofLevels: {
    value: (levels) =>
      levels.rows.positives === 0 ? NO_POSITIVE : areaUnderLevels(levels) / levels.rows.positives,
    moments: momentsOn,
  },
};

const NO_POSITIVE: Undefined = { because: 'no row is labelled positive' };

/** As `areaUnder`. */
function areaUnderLevels({ positives, negatives }: Levels): number {
  const area = new Total();
  let [found, mistaken] = [0, 0];
  for (let level = positives.length - 1; level >= 0; level--) {
    const own = positives[level] ?? 0;
    found += own;
    mistaken += negatives[level] ?? 0;
    if (own > 0) area.add(own * (found / (found + mistaken)));
  }
  return area.value;
}

/** Of the influences of `influenceOn`. */
function momentsOn({ positives, negatives, rows }: Levels, value: number): Moments {
  const [gained, lost] = [new Powersum(), new Powersum()];
  let [found, mistaken] = [rows.positives, rows.negatives];
  let [gain, loss] = [0, 0];
  for (let level = 0; level < positives.length; level++) {
    const own = positives[level] ?? 0;
    const other = negatives[level] ?? 0;
    if (own > 0) {
      const taken = found + mistaken;
      const share = own / (taken * taken);
      gain += share * mistaken;
      loss += share * found;
      gained.add(found / taken + gain - value, own);
    }
    if (other > 0) lost.add(-loss, other);
    found -= own;
    mistaken -= other;
  }
  return { unit: (rows.positives + rows.negatives) / rows.positives, positives: gained, negatives: lost };
}

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
