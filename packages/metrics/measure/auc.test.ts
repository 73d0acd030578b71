import { expect, test } from 'vitest';
import delong from '../fixtures/delong.json' with { type: 'json' };
import { rocAuc } from './auc.ts';

/** DeLong's variance: that of the placements on each side, with n - 1, over n. An influence is a placement times n of all over n of its side. */
function variance(labels: Float64Array, influence: Float64Array): number {
  const side = (own: number) => {
    const count = labels.filter((label) => label === own).length;
    const squares = influence.reduce((all, one, row) => all + (labels[row] === own ? one ** 2 : 0), 0);
    return (squares * (count / labels.length) ** 2) / (count * (count - 1));
  };
  return side(0) + side(1);
}

test.each(delong.cases)('the influence on ROC AUC gives DeLong’s variance: case of $z', (known) => {
  const labels = Float64Array.from(known.labels);
  const of = [known.one, known.other].map((scores) => Float64Array.from(scores));
  const influences = of.map((scores) => rocAuc.influence?.(labels, scores, null) ?? new Float64Array());
  for (const [at, influence] of influences.entries()) {
    const [low = Number.NaN, high = Number.NaN] = known.intervals[at] ?? [];
    expect(rocAuc.value(labels, of[at] ?? labels)).toBeCloseTo(known.areas[at] ?? Number.NaN, 12);
    expect(2 * 1.959963984540054 * Math.sqrt(variance(labels, influence))).toBeCloseTo(high - low, 12);
  }
  const difference = labels.map((_, row) => (influences[1]?.[row] ?? 0) - (influences[0]?.[row] ?? 0));
  expect(variance(labels, difference)).toBeCloseTo(known.variance, 12);
});
