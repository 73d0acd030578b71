import { fewerOfBoth } from './denominator.ts';
import { type Measure, SHARE } from './measure.ts';
import { isPositive, oneSided, type Ranking, rankingOf, tieEnd } from './ranking.ts';
import { Total } from './sum.ts';

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
    return oneSided(ranking) ?? areaOf(ranking);
  },
  denominator: fewerOfBoth,
  influence: (labels, scores, weights) => {
    const influence = new Float64Array(labels.length);
    addPlacements(rankingOf(labels, scores, weights), 1, influence);
    return influence;
  },
};

/** The share of pairs that the positives win; a pair weighs what its rows weigh, multiplied. */
export function areaOf(ranking: Ranking): number {
  return Math.min(1, halfPairsWon(ranking) / (2 * ranking.positives * ranking.negatives));
}

/** Twice the pairs a positive wins, plus the pairs that tie. */
function halfPairsWon({ flags, weights }: Ranking): number {
  const [won, found, below] = [new Total(), new Total(), new Total()];
  for (let start = 0, end = 0; start < flags.length; start = end) {
    end = tieEnd(flags, start);
    const [foundBefore, belowBefore] = [found.value, below.value];
    for (let at = start; at < end; at++)
      (isPositive(flags, at) ? found : below).add(weights === null ? 1 : (weights[at] ?? 0));
    won.add((found.value - foundBefore) * (belowBefore + below.value));
  }
  return won.value;
}

/**
 * Adds `times` the influence of each row on the area to `influence`, whose entries are the rows that were ranked or
 * those that `places` names. A row moves the area by its placement: the share of the other side that it wins, less
 * the area (DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988); placements from one sort: Sun and Xu, IEEE
 * Signal Processing Letters 21 (2014)).
 */
export function addPlacements(
  ranking: Ranking,
  times: number,
  influence: Float64Array,
  places: Uint32Array | null = null,
): void {
  const { rows, flags, weights, positives, negatives } = ranking;
  const area = areaOf(ranking);
  const all = times * (positives + negatives);
  const [ofPositive, ofNegative] = [all / positives, all / negatives];
  let [found, below] = [0, 0];
  for (let start = 0, end = 0; start < flags.length; start = end) {
    end = tieEnd(flags, start);
    const [foundBefore, belowBefore] = [found, below];
    for (let at = start; at < end; at++) {
      const weight = weights === null ? 1 : (weights[at] ?? 0);
      if (isPositive(flags, at)) found += weight;
      else below += weight;
    }
    const positive = ofPositive * ((belowBefore + below) / (2 * negatives) - area);
    const negative = ofNegative * (1 - (foundBefore + found) / (2 * positives) - area);
    for (let at = start; at < end; at++) {
      const row = rows[at] ?? 0;
      const place = places === null ? row : (places[row] ?? 0);
      influence[place] = (influence[place] ?? 0) + (isPositive(flags, at) ? positive : negative);
    }
  }
}
