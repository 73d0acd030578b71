import { describe, expect, it } from 'vitest';
import { gaussian, seeded } from '#kit/random';
import { rocAuc } from '#metrics/measure/auc';
import { medianAbsoluteError } from '#metrics/measure/error';
import { estimateOf } from './estimation.ts';
import { bias, discordant, examples, share, smooth } from './measures.fixture.ts';
import { TERMS } from './terms.ts';

const right = (hits: number, rows: number) => discordant(hits, rows - hits, rows)[0];

// statsmodels 0.14 proportion_confint(hits, rows, method='beta').
it.each([
  { hits: 0, rows: 30, low: 0, high: 0.1157033082220278 },
  { hits: 30, rows: 30, low: 0.8842966917779722, high: 1 },
  { hits: 57, rows: 100, low: 0.46713373832484634, high: 0.6686089833686168 },
  { hits: 3, rows: 1000, low: 0.0006190999316495713, high: 0.008742023238478305 },
])('a proportion of $hits in $rows goes by Clopper and Pearson', ({ hits, rows, low, high }) => {
  const { interval, method, n } = estimateOf(share, right(hits, rows), TERMS);
  expect(interval?.[0]).toBeCloseTo(low, 13);
  expect(interval?.[1]).toBeCloseTo(high, 13);
  expect([method, n]).toEqual(['Clopper-Pearson', rows]);
});

describe('what decides nothing says why and how many would', () => {
  it('below min-n', () => {
    expect(estimateOf(share, right(20, 29), TERMS).open).toEqual({
      because: '29 examples, and min-n asks for 30',
      needed: 30,
    });
    expect(estimateOf(share, right(20, 29), { ...TERMS, minN: 10 }).open).toBeNull();
  });

  it('a single area under 100 of a class', () => {
    const labels = Float64Array.from({ length: 199 }, (_, row) => row % 2);
    const scores = labels.map((label, row) => label + ((row * 37) % 50) / 20);
    const { open, method, n, noun } = estimateOf(rocAuc, examples(labels, scores), TERMS);
    expect(open).toEqual({ because: '99 positives, and a roc_auc takes 100', needed: 100 });
    expect([method, n, noun]).toEqual(['logit interval', 99, 'positives']);
  });

  it('under 20 groups, whatever min-n says', () => {
    const rows = { ...right(100, 190), groups: Int32Array.from({ length: 190 }, (_, row) => row % 19) };
    expect(estimateOf(share, rows, { ...TERMS, minN: 5 }).open).toEqual({
      because: '19 groups, and it takes 20 to tell how groups spread',
      needed: 20,
    });
  });

  it('an area whose positives are all in a few groups, however many groups there are', () => {
    const groups = Int32Array.from({ length: 200 }, (_, row) => Math.floor(row / 5));
    const labels = Float64Array.from(groups, (group) => Number(group < 2));
    const scores = labels.map((label, row) => label + ((row * 37) % 50) / 20);
    const { open, n, noun } = estimateOf(rocAuc, { ...examples(labels, scores), groups }, TERMS);
    expect([n, noun]).toEqual([2, 'groups with positives']);
    expect(open?.needed).toBe(30);
  });

  it('what has no value', () => {
    const { open, interval, value } = estimateOf(rocAuc, right(40, 40), TERMS);
    expect(open).toEqual({ because: 'every row is labelled positive', needed: null });
    expect([interval, value]).toEqual([null, Number.NaN]);
  });
});

it('rows that weigh nothing do not count', () => {
  const rows = right(40, 60);
  const weighed = { ...rows, weights: rows.labels.map((_, row) => Number(row < 45)) };
  expect(estimateOf(share, weighed, TERMS)).toEqual(estimateOf(share, right(40, 45), TERMS));
});

it('equal weights and groups of one row change nothing', () => {
  const rows = right(40, 60);
  const weights = new Float64Array(60).fill(2.5);
  const groups = Int32Array.from({ length: 60 }, (_, row) => 59 - row);
  expect(estimateOf(share, { ...rows, weights, groups }, TERMS)).toEqual(estimateOf(share, rows, TERMS));
});

it('groups that each hold the same rows give the interval of one row each, by t', () => {
  const values = Float64Array.from({ length: 40 }, (_, row) => 3 * Math.sin(row * row));
  const alone = estimateOf(bias, examples(new Float64Array(40), values), TERMS);
  const twice = Float64Array.from({ length: 80 }, (_, row) => values[row >> 1] ?? 0);
  const groups = Int32Array.from({ length: 80 }, (_, row) => row >> 1);
  const together = estimateOf(bias, { ...examples(new Float64Array(80), twice), groups }, TERMS);
  expect([together.n, together.noun]).toEqual([40, 'groups']);
  expect(together.standardError).toBeCloseTo(alone.standardError ?? 0, 13);
  expect(together.interval?.[0]).toBeCloseTo(alone.interval?.[0] ?? 0, 13);
});

it('a value at its end has the interval of a proportion', () => {
  expect(estimateOf(smooth, right(30, 30), TERMS).interval?.[0]).toBeCloseTo(0.8842966917779722, 13);
});

it('what has no influence function is resampled, alike for the same seed', () => {
  const values = Float64Array.from({ length: 100 }, (_, row) => Math.tan(row * 1.3) % 5);
  const rows = examples(new Float64Array(100), values);
  const one = estimateOf(medianAbsoluteError, rows, TERMS);
  expect(one.method).toBe('bootstrap');
  expect(estimateOf(medianAbsoluteError, rows, TERMS)).toEqual(one);
  expect(estimateOf(medianAbsoluteError, rows, { ...TERMS, seed: 1 }).interval).not.toEqual(one.interval);
  const [low, high] = one.interval ?? [];
  expect(low).toBeLessThan(one.value);
  expect(high).toBeGreaterThan(one.value);
});

// Five rows have all but nothing of the weight, and Clopper and Pearson's lower end of 5 in 5 is 0.025^(1/5).
it('rows that hardly weigh anything do not make a perfect measure sure', () => {
  const rows = right(100, 100);
  const weights = rows.labels.map((_, row) => (row < 5 ? 1000 : 1e-9));
  expect(estimateOf(share, { ...rows, weights }, TERMS).interval?.[0]).toBeCloseTo(0.4781762498950185, 9);
});

// Coverage as stated: 0.025 on a side, and of 400 runs with 0.025 there are more than 18 less than once in 100 times (binomial).
it('a share of rows of very different weight has limits that err on neither side more than stated', () => {
  const random = seeded(5);
  const outside = { above: 0, below: 0 };
  for (let run = 0; run < 400; run++) {
    const labels = new Float64Array(100).fill(1);
    const answers = labels.map(() => Number(random() < 0.95));
    const weights = labels.map(() => Math.exp(2 * gaussian(random)));
    const { interval } = estimateOf(share, { labels, answers, weights, groups: null }, TERMS);
    const [low, high] = interval ?? [0, 1];
    if (low > 0.95) outside.above++;
    if (high < 0.95) outside.below++;
  }
  expect(Math.max(outside.above, outside.below)).toBeLessThanOrEqual(18);
});
