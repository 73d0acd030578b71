import { describe, expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { valueOn } from './condensed.ts';
import { levelsOf } from './levels.ts';
import { type Measure, PLAIN } from './measure.ts';
import { MEASURES } from './measures.ts';

const ROWS = 210_000;

type Shape = (score: number) => number;

const SHAPES: readonly (readonly [string, Shape])[] = [
  ['six digits', (score) => Math.round(score * 1e6) / 1e6],
  ['three digits', (score) => Math.round(score * 1e3) / 1e3],
  ['all the digits of a double', (score) => score],
  ['as many, and ties', (score) => Math.round(score * 997) / 997],
  ['as many, crowded at 0', (score) => Math.exp(-60 * (1 - score))],
  ['one value', () => 1 / 3],
];

/** A third of the labels 1, scores higher for those. */
function rows(shape: Shape, count = ROWS) {
  const next = seeded(20_260);
  const labels = Float64Array.from({ length: count }, () => Number(next() < 1 / 3));
  const scores = labels.map((label) => shape((next() + next() + label) / 3));
  return { labels, scores };
}

const levelled = MEASURES.filter(({ ofLevels }) => ofLevels !== undefined);

test('roc_auc, log_loss, brier and average_precision go by levels', () => {
  expect(levelled.map(({ name }) => name)).toEqual(['roc_auc', 'log_loss', 'brier', 'average_precision']);
});

describe.each(SHAPES)('scores with %s', (_, shape) => {
  const { labels, scores } = rows(shape);
  const levels = levelsOf(labels, scores, null, null);

  test('are levels by rising value, which hold each row once', () => {
    const counts = new Map<number, [number, number]>();
    scores.forEach((score, row) => {
      const [negatives, positives] = counts.get(score) ?? [0, 0];
      counts.set(score, labels[row] === 1 ? [negatives, positives + 1] : [negatives + 1, positives]);
    });
    const expected = [...counts].sort(([one], [other]) => one - other);
    expect(levels?.scores).toEqual(Float64Array.from(expected, ([score]) => score));
    expect(levels?.negatives).toEqual(Uint32Array.from(expected, ([, [negatives]]) => negatives));
    expect(levels?.positives).toEqual(Uint32Array.from(expected, ([, [, positives]]) => positives));
    const positives = labels.filter((label) => label === 1).length;
    expect(levels?.rows).toEqual({ positives, negatives: ROWS - positives });
  });

  test('give the same levels whatever the order of the rows', () => {
    expect(levelsOf(labels.toReversed(), scores.toReversed(), null, null)).toEqual(levels);
  });

  // by rows the measures are held against scikit-learn, and their influences against finite differences
  test.each(levelled)('give the $name that the rows give', (measure) => {
    const byRow = measure.value(labels, scores, null, PLAIN);
    expect(valueOn(measure, { labels, answers: scores, weights: null }, PLAIN)).toBeCloseTo(
      Number(byRow),
      13,
    );
  });

  test.each(levelled)('give the moments that the influences of the rows on $name have', (measure) => {
    if (levels === null) throw new Error('there are no levels');
    const value = Number(measure.ofLevels?.value(levels));
    const found = measure.ofLevels?.moments(levels, value);
    const influence = measure.influence?.(labels, scores, null, PLAIN) ?? new Float64Array();
    for (const [power, exponent] of [
      ['square', 2],
      ['cube', 3],
      ['fourth', 4],
    ] as const) {
      let [own, other, size] = [0, 0, 0];
      influence.forEach((one, row) => {
        const term = (one / (found?.unit ?? 1)) ** exponent;
        if (labels[row] === 1) own += term;
        else other += term;
        size += Math.abs(term);
      });
      expect(Math.abs((found?.positives[power] ?? Number.NaN) - own)).toBeLessThanOrEqual(1e-10 * size);
      expect(Math.abs((found?.negatives[power] ?? Number.NaN) - other)).toBeLessThanOrEqual(1e-10 * size);
    }
  });
});

test('of one class alone the measures say what they say of its rows', () => {
  for (const label of [0, 1]) {
    const { scores } = rows((score) => score);
    const labels = new Float64Array(ROWS).fill(label);
    const of = (measure: Measure) => valueOn(measure, { labels, answers: scores, weights: null }, PLAIN);
    for (const measure of levelled) {
      const byRow = measure.value(labels, scores, null, PLAIN);
      if (typeof byRow === 'number') expect(of(measure)).toBeCloseTo(byRow, 13);
      else expect(of(measure)).toEqual(byRow);
    }
  }
});

test('scores that are no probabilities are counted', () => {
  const { labels, scores } = rows((score) => 2 * score - 0.5);
  const outside = scores.filter((score) => score < 0 || score > 1).length;
  const logLoss = levelled.filter(({ name }) => name === 'log_loss');
  expect(logLoss.map((one) => valueOn(one, { labels, answers: scores, weights: null }, PLAIN))).toEqual([
    { because: `${outside} of ${ROWS} scores lie outside [0, 1], so they are no probabilities` },
  ]);
});

test.each<readonly [string, Parameters<typeof levelsOf>]>([
  ['weights', [...columns(), new Float64Array(ROWS).fill(2), null]],
  ['groups', [...columns(), null, new Int32Array(ROWS)]],
  ['few rows', [...columns(1000), null, null]],
  ['labels of a third class', [columns()[0].with(7, 2), columns()[1], null, null]],
  ['a score that is no number', [columns()[0], columns()[1].with(7, Number.NaN), null, null]],
])('%s leave the rows as they are', (_, given) => {
  expect(levelsOf(...given)).toBeNull();
});

function columns(count = ROWS): [Float64Array, Float64Array] {
  const { labels, scores } = rows((score) => score, count);
  return [labels, scores];
}
