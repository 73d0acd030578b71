import { expect, test } from 'vitest';
import { MEASURES } from '#metrics/measure/measures';
import { contrastOf } from './paired.ts';
import { TERMS } from './terms.ts';

/** Rows predicted positive, so many of which are; the candidate lets one go. */
function sides(hits: number, predicted: number) {
  const labels = Float64Array.from({ length: 2 * predicted }, (_, row) => Number(row < hits));
  const baseline = labels.map((_, row) => Number(row < predicted));
  const known = { labels, weights: null, groups: null };
  return {
    candidate: { ...known, answers: baseline.with(predicted - 1, 0) },
    baseline: { ...known, answers: baseline },
  };
}

test.each([
  ['precision', 5, 200, '5 of 199 rows that count are hits: a difference takes 20 either way', 796],
  ['precision', 195, 200, '195 of 199 rows that count are hits: a difference takes 20 either way', 995],
  ['precision', 0, 200, '0 of 199 rows that count are hits: a difference takes 20 either way', null],
  ['precision', 60, 200, null, null],
  // the labels say which rows count, so Tango's interval holds however few hits there are
  ['accuracy', 5, 200, null, null],
])('%s with %d hits among %d rows', (name, hits, predicted, because, needed) => {
  const measure = MEASURES.find((one) => one.name === name && one.tasks.includes('binary'));
  if (measure === undefined) throw new Error(`there is no ${name}`);
  const { candidate, baseline } = sides(hits, predicted);
  const { open } = contrastOf(measure, candidate, baseline, TERMS);
  expect(open).toEqual(because === null ? null : { because, needed });
});
