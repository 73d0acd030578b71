import { fewerOfBoth } from './denominator.ts';
import type { Levels } from './levels.ts';
import { type Measure, type Moments, SHARE } from './measure.ts';
import { once } from './once.ts';
import { Powersum } from './powersum.ts';
import { byRow, isPositive, oneSided, type Ranking, rankingOf, tieEnd } from './ranking.ts';
import { Total } from './sum.ts';

const area = once((labels, scores, weights) => areaOf(rankingOf(labels, scores, weights)));

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative row in which the positive one has the
 * higher score, a tie counting half (Hanley and McNeil, Radiology 143 (1982); scikit-learn: roc_auc_score). One sort
 * and one walk: n log n, and whole numbers until the division.
 */
export const rocAuc: Measure = {
  name: 'roc_auc',
  tasks: ['binary'],
  direction: 'higher-is-better',
  range: SHARE,
  needs: 'scores',
  value: (labels, scores, weights = null) => {
    const ranking = rankingOf(labels, scores, weights);
    return oneSided(ranking) ?? area(labels, scores, weights);
  },
  denominator: fewerOfBoth,
  influence: (labels, scores, weights) =>
    placements(rankingOf(labels, scores, weights), area(labels, scores, weights)),
  ofLevels: {
    value: (levels) => oneSided(levels.rows) ?? areaOfLevels(levels),
    moments: placementMoments,
  },
};

/** As `areaOf`. The pairs are whole numbers, and counted without loss up to 130 million rows. */
function areaOfLevels({ positives, negatives, rows }: Levels): number {
  let [won, below] = [0, 0];
  for (let level = 0; level < positives.length; level++) {
    const other = negatives[level] ?? 0;
    won += (positives[level] ?? 0) * (2 * below + other);
    below += other;
  }
  return Math.min(1, won / (2 * rows.positives * rows.negatives));
}

/** Of the placements of `placements`. */
function placementMoments({ positives, negatives, rows }: Levels, area: number): Moments {
  const all = rows.positives + rows.negatives;
  const unit = all / Math.min(rows.positives, rows.negatives);
  const [ofPositive, ofNegative] = [all / rows.positives / unit, all / rows.negatives / unit];
  // divided, as a product with the reciprocal is not quite 1 where all are won
  const [twiceNegatives, twicePositives] = [2 * rows.negatives, 2 * rows.positives];
  const [won, lost] = [new Powersum(), new Powersum()];
  let [found, below] = [0, 0];
  for (let level = 0; level < positives.length; level++) {
    const own = positives[level] ?? 0;
    const other = negatives[level] ?? 0;
    if (own > 0) won.add(ofPositive * ((2 * below + other) / twiceNegatives - area), own);
    if (other > 0) lost.add(ofNegative * (1 - (2 * found + own) / twicePositives - area), other);
    found += own;
    below += other;
  }
  return { unit, positives: won, negatives: lost };
}

/** The share of pairs that the positives win; a pair weighs what its rows weigh, multiplied. */
export function areaOf(ranking: Ranking): number {
  return Math.min(1, halfPairsWon(ranking) / (2 * ranking.positives * ranking.negatives));
}

/** Twice the pairs a positive wins, plus the pairs that tie. */
function halfPairsWon({ flags, weights }: Ranking): number {
  const [won, found, below] = [new Total(), new Total(), new Total()];
  for (let start = 0, end = 0; start < flags.length; start = end) {
    end = tieEnd(flags, start);
    const foundBefore = found.value;
    const belowBefore = below.value;
    for (let at = start; at < end; at++)
      (isPositive(flags, at) ? found : below).add(weights === null ? 1 : (weights[at] ?? 0));
    won.add((found.value - foundBefore) * (belowBefore + below.value));
  }
  return won.value;
}

/**
 * The influence of each row on the area: its placement, which is the share of the other side that it wins, less the
 * area, by how rare its side is (DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988); placements from one sort:
 * Sun and Xu, IEEE Signal Processing Letters 21 (2014)).
 */
export function placements(ranking: Ranking, area: number): Float64Array {
  const { flags, weights, positives, negatives } = ranking;
  const all = positives + negatives;
  const [ofPositive, ofNegative] = [all / positives, all / negatives];
  const influence = new Float64Array(flags.length);
  let found = 0;
  let below = 0;
  for (let start = 0, end = 0; start < flags.length; start = end) {
    end = tieEnd(flags, start);
    const foundBefore = found;
    const belowBefore = below;
    for (let at = start; at < end; at++) {
      const weight = weights === null ? 1 : (weights[at] ?? 0);
      if (isPositive(flags, at)) found += weight;
      else below += weight;
    }
    const positive = ofPositive * ((belowBefore + below) / (2 * negatives) - area);
    const negative = ofNegative * (1 - (foundBefore + found) / (2 * positives) - area);
    for (let at = start; at < end; at++) influence[at] = isPositive(flags, at) ? positive : negative;
  }
  return byRow(ranking, influence);
}
