import type { Weights } from './measure.ts';

type Computed<T> = (labels: Float64Array, answers: Float64Array, weights: Weights) => T;

/** The same for the same columns, computed once: measures share a sort or a count. It goes when the columns go. */
export function once<T>(compute: Computed<T>): Computed<T> {
  const known = new WeakMap<Float64Array, { labels: Float64Array; weights: Weights; value: T }>();
  return (labels, answers, weights) => {
    const last = known.get(answers);
    if (last !== undefined && last.labels === labels && last.weights === weights) return last.value;
    const value = compute(labels, answers, weights);
    known.set(answers, { labels, weights, value });
    return value;
  };
}
