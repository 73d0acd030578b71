import { ascending } from '../order.ts';
import type { Undefined, Weights } from './measure.ts';
import { once } from './once.ts';
import { weightOf } from './sum.ts';

/** Rows of one label by rising score. */
export interface Side {
  readonly scores: Float64Array;
  readonly weights: Weights;
  /** the number of rows, or what they weigh */
  readonly total: number;
}

export interface Sides {
  readonly positives: Side;
  readonly negatives: Side;
}

/** The one sort behind ROC AUC, average precision and whatever else moves a threshold over the scores. */
export const sidesOf = once((labels, scores, weights): Sides => sidesOfClass(labels, scores, weights, 1));

/** The rows labelled `own` against all others. */
export function sidesOfClass(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights,
  own: number,
): Sides {
  let count = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === own) count++;
  const positives = room(count, weights);
  const negatives = room(labels.length - count, weights);
  const order = weights === null ? null : ascending(scores);
  let [positive, negative] = [0, 0];
  for (let at = 0; at < labels.length; at++) {
    const row = order?.[at] ?? at;
    const mine = labels[row] === own;
    const side = mine ? positives : negatives;
    const place = mine ? positive++ : negative++;
    side.scores[place] = scores[row] ?? Number.NaN;
    if (side.weights !== null) side.weights[place] = weights?.[row] ?? 0;
  }
  return { positives: sorted(positives), negatives: sorted(negatives) };
}

function room(count: number, weights: Weights) {
  return { scores: new Float64Array(count), weights: weights === null ? null : new Float64Array(count) };
}

/** Without weights the scores alone are sorted, which is quicker than to find the order of the rows. */
function sorted({ scores, weights }: Omit<Side, 'total'>): Side {
  if (weights === null) scores.sort();
  return { scores, weights, total: weightOf(scores.length, weights) };
}

/** Why two sides cannot be told apart; null where they can. */
export function oneSided({ positives, negatives }: Sides): Undefined | null {
  if (positives.total > 0 && negatives.total > 0) return null;
  return { because: `every row is labelled ${positives.total === 0 ? 'negative' : 'positive'}` };
}
