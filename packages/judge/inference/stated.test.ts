import { expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { statedContrast, statedEstimate, statedNoise } from './stated.ts';
import { TERMS } from './terms.ts';

/** Expected: scipy 1.17.1, stats.norm.interval, norm.sf and stats.sem, over the same numbers. */

function stated(value: number, standardError?: number, rows = 74): Measurement {
  const known = { metric: 'acc', value, rows, direction: 'higher-is-better' } as const;
  return standardError === undefined ? known : { ...known, standardError };
}

const OLD = [
  8, 0.5, 1.5, 2, 1.5, 8, 8.5, 5.5, 0, 0.5, 3, 4, 6, 4.5, 2.5, 1.5, 6.5, 7, 0, 1, 4.5, 3.5, 8.5, 5, 4, 4, 6.5,
  5.5, 1.5, 7, 7.5, 9.5, 7.5, 2.5, 3, 6, 6.5, 6.5, 8.5, 2.5,
];
const NEW = [
  9.5, 0, 0.5, 3.5, 3, 7.5, 7.5, 5, 0, 2, 3.5, 4.5, 5.5, 4.5, 2, 2.5, 6.5, 6, 0, 2, 5, 3.5, 8, 4, 4.5, 4.5, 7,
  7, 3, 6.5, 8, 10, 7, 2, 3, 7, 6, 7.5, 9, 2,
];

function mean(values: readonly number[], value: number, standardError: number): Measurement {
  const ids = values.map((_, row) => `a${row}`);
  return {
    ...stated(value, standardError, values.length),
    examples: { ids, values: Float64Array.from(values) },
  };
}

function contrast(one: Measurement, other: Measurement, times = 1) {
  const found = statedContrast(one, other, TERMS, times);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

test('a stated standard error has a normal interval', () => {
  const found = statedEstimate(mean(NEW, 4.75, 0.42779997722395974), TERMS);
  expect(found?.interval?.[0]).toBeCloseTo(3.9115274520539836, 12);
  expect(found?.interval?.[1]).toBeCloseTo(5.588472547946017, 12);
  expect(found).toMatchObject({ n: 40, noun: 'examples', method: 'mean of values by id', open: null });
  expect(statedEstimate(stated(0.5), TERMS)).toBeNull();
});

test('two stated standard errors are taken as independent', () => {
  const found = contrast(stated(0.42, 0.0576), stated(0.35, 0.06));
  const [low, high] = found.interval(0.95);
  expect([low, high]).toEqual([
    expect.closeTo(-0.09301622671208223, 12),
    expect.closeTo(0.23301622671208225, 12),
  ]);
  expect(found.p('above', -0.05)).toBeCloseTo(0.07454198233897122, 12);
  expect(found.p('below', -0.05)).toBeCloseTo(0.9254580176610288, 12);
  expect(found).toMatchObject({ n: 74, open: null, method: 'stated standard errors, not paired' });
});

test('a baseline that is multiplied is as uncertain as it is large', () => {
  const found = contrast(stated(0.42, 0.0576), stated(0.35, 0.06), 1.02);
  expect(found.difference).toBeCloseTo(0.063, 12);
  const [low, high] = found.interval(0.9);
  expect([low, high]).toEqual([
    expect.closeTo(-0.07523818041686867, 12),
    expect.closeTo(0.2012381804168686, 12),
  ]);
});

test('means of values on the same ids are paired, in whatever order they come', () => {
  const old = mean(OLD, 4.55, 0.43);
  const candidate = mean(NEW, 4.75, 0.42779997722395974);
  const turned = {
    ...old,
    examples: { ids: old.examples?.ids.toReversed() ?? [], values: Float64Array.from(OLD.toReversed()) },
  };
  for (const baseline of [old, turned]) {
    const found = contrast(candidate, baseline);
    const [low, high] = found.interval(0.95);
    expect([low, high]).toEqual([
      expect.closeTo(-0.047619855251806176, 12),
      expect.closeTo(0.4476198552518062, 12),
    ]);
    expect(found.p('above', 0)).toBeCloseTo(0.05670586951708957, 12);
    expect(found.method).toBe('paired, mean of values by id');
  }
  const other = { ...old, examples: { ids: OLD.map((_, row) => `b${row}`), values: Float64Array.from(OLD) } };
  expect(contrast(candidate, other).method).toBe('stated standard errors, not paired');
});

test('fewer examples than min-n say nothing confident; where nobody says how many, they may be enough', () => {
  const few = contrast(stated(0.5, 0.1, 12), stated(0.4, 0.1));
  expect(few.open).toEqual({ because: '12 examples are fewer than 30', needed: 30 });
  expect(contrast(stated(0.5, 0.1, 0), stated(0.4, 0.1)).open).toBeNull();
});

test('without a standard error it is said whose is missing', () => {
  expect(statedContrast(stated(1), stated(1, 0.1), TERMS)).toBe('no standard error of acc is stated');
  expect(statedContrast(stated(1, 0.1), stated(1), TERMS)).toBe(
    "no standard error of the baseline's acc is stated",
  );
});

test('a number that nobody is sure of is asked elsewhere', () => {
  const inner = { estimate: () => null, contrast: () => 'asked elsewhere' };
  const noise = statedNoise([stated(0.5)], [stated(0.5, 0.1)], TERMS, inner);
  expect(noise.contrast('acc', undefined, 1)).toBe('asked elsewhere');
  expect(noise.estimate('acc', undefined, 0.95)).toBeNull();
  const sure = statedNoise([stated(0.5, 0.1)], [stated(0.5, 0.1)], TERMS, inner);
  expect(sure.contrast('acc', undefined, 1)).toMatchObject({ difference: 0 });
});

// As of 30 successes in 30, whose exact lower limit is 0.884 (statsmodels, proportion_confint, method='beta').
test('values by id that are all alike prove nothing', () => {
  const ids = Array.from({ length: 30 }, (_, at) => String(at));
  const own: Measurement = {
    metric: 'pass',
    value: 1,
    rows: 30,
    direction: 'higher-is-better',
    standardError: 0,
    examples: { ids, values: new Float64Array(30).fill(1) },
  };
  expect(statedEstimate(own, TERMS)?.open?.because).toMatch(/^no value by id differs/);
  const contrast = statedContrast(own, own, TERMS);
  expect(typeof contrast === 'string' ? contrast : contrast.open?.because).toMatch(/^no value by id differs/);
});
