import { ofColumn } from '../extent.ts';
import type { Denominator, Weights } from './measure.ts';
import { once } from './once.ts';

/** Counts rows that `is` takes and that weigh something. */
export function countOf(rows: number, weights: Weights, is: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if ((weights === null || weights[row] !== 0) && is(row)) count++;
  return count;
}

/** Positives, or negatives where those are fewer: how sure an order of scores is depends on the rarer of the two. */
export function fewerOfBoth(
  labels: Float64Array,
  answers: Float64Array,
  weights: Weights = null,
): Denominator {
  return rarer(labels, answers, weights);
}

/** How many rows are labelled 1. */
const positivesIn = ofColumn((labels): number => countOf(labels.length, null, (row) => labels[row] === 1));

const rarer = once((labels, _answers, weights): Denominator => {
  const all = weights === null ? labels.length : countOf(labels.length, weights, () => true);
  const positives =
    weights === null ? positivesIn(labels) : countOf(labels.length, weights, (row) => labels[row] === 1);
  const negatives = all - positives;
  return positives <= negatives
    ? { count: positives, noun: 'positives' }
    : { count: negatives, noun: 'negatives' };
});

/** Rows of the class that has the fewest: where each class counts the same, that one is known least. */
export function smallestClass(
  labels: Float64Array,
  _answers: Float64Array,
  weights: Weights = null,
): Denominator {
  return fewestOf(rowsByClass(labels, weights).values());
}

/** As `smallestClass`, of as many classes as there are columns of scores, the unlabelled ones too. */
export function smallestColumn(
  labels: Float64Array,
  scores: Float64Array,
  weights: Weights = null,
): Denominator {
  const counts = rowsByClass(labels, weights);
  const classes = labels.length === 0 ? 0 : scores.length / labels.length;
  return fewestOf(Array.from({ length: classes }, (_, name) => counts.get(name) ?? 0));
}

function fewestOf(counts: Iterable<number>): Denominator {
  let fewest = Number.POSITIVE_INFINITY;
  for (const count of counts) fewest = Math.min(fewest, count);
  return { count: Number.isFinite(fewest) ? fewest : 0, noun: 'rows of the smallest class' };
}

/** Rows of every class but the largest: how far a model beats one that always says the same rests on them. */
export function outsideLargest(
  labels: Float64Array,
  _answers: Float64Array,
  weights: Weights = null,
): Denominator {
  let [all, most] = [0, 0];
  for (const count of rowsByClass(labels, weights).values()) {
    all += count;
    most = Math.max(most, count);
  }
  return { count: all - most, noun: 'rows outside the largest class' };
}

function rowsByClass(labels: Float64Array, weights: Weights): ReadonlyMap<number, number> {
  let highest = -1;
  for (let row = 0; row < labels.length; row++) highest = Math.max(highest, labels[row] ?? 0);
  const counts = new Float64Array(highest + 1);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    if (weights === null || weights[row] !== 0) counts[label] = (counts[label] ?? 0) + 1;
  }
  const found = new Map<number, number>();
  counts.forEach((count, name) => {
    if (count > 0) found.set(name, count);
  });
  return found;
}
