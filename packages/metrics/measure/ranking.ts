import { FRESH, MARKED, type Ordered, ordered } from '../order.ts';
import { gather } from '../slice.ts';
import type { Undefined, Weights } from './measure.ts';
import { once } from './once.ts';
import { Total } from './sum.ts';

/** Rows by rising score, and which of them are positive: of the class in question. */
export interface Ranking extends Ordered {
  /** in that order; null: each counts as one */
  readonly weights: Weights;
  /** the number of positive rows, or what they weigh */
  readonly positives: number;
  readonly negatives: number;
}

/** The one sort behind ROC AUC, average precision and their influence. */
export const rankingOf = once(
  (labels, scores, weights): Ranking => rankingOfClass(labels, scores, weights, 1),
);

/** The rows labelled `own` against all others. */
export function rankingOfClass(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights,
  own: number,
): Ranking {
  const marks = new Uint8Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row++)
    if (labels[row] === own) {
      marks[row] = 1;
      count++;
    }
  const order = ordered(scores, marks);
  if (weights === null) return { ...order, weights, positives: count, negatives: labels.length - count };
  const heavy = gather(weights, order.rows);
  const [positives, negatives] = [new Total(), new Total()];
  for (let at = 0; at < heavy.length; at++)
    (isPositive(order.flags, at) ? positives : negatives).add(heavy[at] ?? 0);
  return { ...order, weights: heavy, positives: positives.value, negatives: negatives.value };
}

export function isPositive(flags: Uint8Array, at: number): boolean {
  return ((flags[at] ?? 0) & MARKED) !== 0;
}

/** Where the rows end that have the same score as the one at `start`. */
export function tieEnd(flags: Uint8Array, start: number): number {
  let end = start + 1;
  while (end < flags.length && ((flags[end] ?? 0) & FRESH) === 0) end++;
  return end;
}

/** Where the rows begin that have the same score as the one before `end`. */
export function tieStart(flags: Uint8Array, end: number): number {
  let start = end - 1;
  while (start > 0 && ((flags[start] ?? 0) & FRESH) === 0) start--;
  return start;
}

/** What stands in the order of the ranking, in the order of the rows. */
export function byRow({ rows }: Ranking, ranked: Float64Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) values[rows[at] ?? 0] = ranked[at] ?? 0;
  return values;
}

/** Why positives and negatives cannot be told apart; null where they can. */
export function oneSided({
  positives,
  negatives,
}: Pick<Ranking, 'positives' | 'negatives'>): Undefined | null {
  if (positives > 0 && negatives > 0) return null;
  return { because: `every row is labelled ${positives === 0 ? 'negative' : 'positive'}` };
}
