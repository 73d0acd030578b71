import { shareOfAll } from './accuracy.ts';
import { ofMean } from './influence.ts';
import { type Measure, SHARE } from './measure.ts';
import { mean } from './sum.ts';

/**
 * Share of rows whose class is among the `k` with the highest scores; of equal scores the later class comes first,
 * as in scikit-learn (top_k_accuracy_score).
 */
function topAccuracy(k: number): Measure {
  return {
    name: `top_${k}_accuracy`,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'scores',
    value: (labels, scores, weights = null) => {
      const classes = scores.length / labels.length;
      if (classes <= k) return { because: `there are ${classes} classes: the first ${k} hold any of them` };
      return mean(labels.length, (row) => Number(rankOf(labels, scores, row) < k), weights);
    },
    influence: (labels, scores, weights) =>
      ofMean(labels.length, (row) => Number(rankOf(labels, scores, row) < k), weights),
    share: (labels, scores) => shareOfAll(labels.length, (row) => rankOf(labels, scores, row) < k),
  };
}

/** How many classes come before the row's own. */
function rankOf(labels: Float64Array, scores: Float64Array, row: number): number {
  const rows = labels.length;
  const own = (labels[row] ?? 0) * rows + row;
  let before = 0;
  for (let at = row; at < scores.length; at += rows) {
    const ahead = (scores[at] ?? 0) - (scores[own] ?? 0);
    if (ahead > 0 || (ahead === 0 && at > own)) before++;
  }
  return before;
}

export const topFamily = [2, 3, 5, 10].map(topAccuracy);
