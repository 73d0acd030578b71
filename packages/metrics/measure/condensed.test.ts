import { expect, test } from 'vitest';
import { condensedFor, valueOn } from './condensed.ts';
import { PLAIN } from './measure.ts';
import { MEASURES } from './measures.ts';

const ROWS = 300_000;

/** Seeded (Lehmer's generator), a third of the labels 1; scores with so many digits, higher for those. */
function rows(digits: number) {
  let state = 20_260;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const labels = Float64Array.from({ length: ROWS }, () => Number(random() < 1 / 3));
  const scores = labels.map((label) => Number(Math.min(1, (random() + label) / 1.8).toFixed(digits)));
  return { labels, scores, predictions: scores.map((score) => Number(score >= 0.5)) };
}

const condensing = MEASURES.filter(({ condenses, tasks }) => condenses === true && tasks.includes('binary'));

test.each(condensing)('$name of condensed rows is that of all of them', (measure) => {
  const { labels, predictions: answers } = rows(4);
  const plain = { labels, answers, weights: null };
  const few = condensedFor(measure, { ...plain, groups: null });
  expect(few?.counts.reduce((sum, count) => sum + count, 0)).toBe(ROWS);
  expect(few?.counts.length).toBeLessThan(5);
  const all = measure.value(labels, answers, null, PLAIN);
  expect(valueOn(measure, plain, PLAIN)).toBeCloseTo(Number(all), 12);
});

test.each(condensing)('the influences of condensed rows on $name are those of the rows', (measure) => {
  const { labels, predictions: answers } = rows(3);
  const few = condensedFor(measure, { labels, answers, weights: null, groups: null });
  if (few === null) throw new Error('not condensed');
  const of = new Map<string, number>();
  const own = measure.influence?.(few.labels, few.answers, few.counts, PLAIN) ?? new Float64Array();
  own.forEach((value, at) => {
    of.set(`${few.labels[at]} ${few.answers[at]}`, value);
  });
  const each = measure.influence?.(labels, answers, null, PLAIN) ?? new Float64Array();
  const off = each.reduce(
    (most, value, row) =>
      Math.max(most, Math.abs(value - (of.get(`${labels[row]} ${answers[row]}`) ?? Number.NaN))),
    0,
  );
  expect(off).toBeLessThan(1e-9);
});

test.each<readonly [string, Odd]>([
  ['answers beside 0 and 1', { digits: 1 }],
  ['weights', { digits: 0, weights: new Float64Array(ROWS).fill(2) }],
  ['groups', { digits: 0, groups: new Int32Array(ROWS) }],
  ['few rows', { digits: 0, most: 1000 }],
])('%s leave the rows as they are', (_, { digits, weights = null, groups = null, most = ROWS }) => {
  const { labels, scores } = rows(digits);
  const given = { labels: labels.slice(0, most), answers: scores.slice(0, most), weights, groups };
  expect(condensedFor({ condenses: true }, given)).toBeNull();
});

interface Odd {
  readonly digits: number;
  readonly weights?: Float64Array;
  readonly groups?: Int32Array;
  readonly most?: number;
}
