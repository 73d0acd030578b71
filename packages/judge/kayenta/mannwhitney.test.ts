import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalQuantile } from '../distribution/normal.ts';
import { differenceAt, medianDifference } from './difference.ts';
import { exactTest, rankSumChance } from './exact.ts';
import { mannWhitney } from './mannwhitney.ts';
import { roundedHalfUp } from './rounding.ts';

/** The search for a root stops within 1e-4 of a jump; it does so on both sides of a comparison. */
const NEAR = 3e-4;

/** Values apart from each other: in heaps of nearly equal ones a search may stop at another jump. */
const side = fc
  .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 40 })
  .map((values) => values.map((value) => value / 64));
const tied = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });

test('the order of samples does not matter', () => {
  const shuffled = side.chain((values) =>
    fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
  );
  fc.assert(
    fc.property(shuffled, shuffled, ([x, otherX], [y, otherY]) => {
      expect(mannWhitney(otherX, otherY, 0.98)).toEqual(mannWhitney(x, y, 0.98));
    }),
  );
});

test('swapped sides mirror the interval', () => {
  fc.assert(
    fc.property(side, side, (x, y) => {
      const [one, other] = [mannWhitney(x, y, 0.98), mannWhitney(y, x, 0.98)];
      fc.pre(one !== null && other !== null);
      expect(Math.abs(one.low + other.high)).toBeLessThanOrEqual(NEAR);
      expect(Math.abs(one.high + other.low)).toBeLessThanOrEqual(NEAR);
    }),
  );
});

test('units scale out, as far as the absolute tolerance lets them', () => {
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 8 }), (x, y, power) => {
      const unit = 2 ** power;
      const times = (values: readonly number[]) => values.map((value) => value * unit);
      const [one, other] = [mannWhitney(x, y, 0.98), mannWhitney(times(x), times(y), 0.98)];
      fc.pre(one !== null && other !== null);
      expect(Math.abs(one.low - other.low / unit)).toBeLessThanOrEqual(NEAR);
      expect(Math.abs(one.high - other.high / unit)).toBeLessThanOrEqual(NEAR);
    }),
  );
});

test('a difference by its rank is the one that listing and sorting gives', () => {
  fc.assert(
    fc.property(fc.oneof(side, tied), fc.oneof(side, tied), (one, other) => {
      const [x, y] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()];
      const listed = one.flatMap((a) => other.map((b) => a - b)).sort((a, b) => a - b);
      for (const k of [1, Math.ceil(listed.length / 3), listed.length]) {
        expect(differenceAt(x, y, k)).toBe(listed[k - 1]);
      }
      const middle = [listed[(listed.length - 1) >> 1] ?? 0, listed[listed.length >> 1] ?? 0];
      expect(medianDifference(x, y)).toBe(((middle[0] ?? 0) + (middle[1] ?? 0)) / 2);
    }),
  );
});

test('the exact test turns over with its sides', () => {
  fc.assert(
    fc.property(side, side, (x, y) => {
      const [one, other] = [exactTest(x, y, 0.95), exactTest(y, x, 0.95)];
      expect(one.p).toBeCloseTo(other.p, 12);
      expect([one.low, one.high]).toEqual([0 - other.high, 0 - other.low]);
    }),
  );
});

test.each([
  // how many of the C(m + n, m) orders have at most so many pairs the wrong way: counted by hand
  [0, 2, 2, 1 / 6],
  [1, 2, 2, 2 / 6],
  [2, 2, 2, 4 / 6],
  [-1, 2, 2, 0],
  [9, 2, 2, 1],
])('U <= %d of %d and %d values has chance %d', (u, m, n, chance) => {
  expect(rankSumChance(u, m, n)).toBeCloseTo(chance, 14);
});

test.each([
  // printed tables and R's qnorm to 17 digits
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.01, -2.3263478740408408],
  [1e-10, -6.361340902404056],
  [0, Number.NEGATIVE_INFINITY],
  [1, Number.POSITIVE_INFINITY],
  [1.5, Number.NaN],
])('the normal quantile of %d is %d', (p, quantile) => {
  if (Number.isFinite(quantile)) expect(Math.abs(normalQuantile(p) - quantile)).toBeLessThanOrEqual(1e-12);
  else expect(normalQuantile(p)).toBe(quantile);
});

test.each([
  [1.005, 1.01],
  [2.675, 2.68],
  [66.66666666666667, 66.67],
  [33.335, 33.34],
  [-0.005, -0.01],
  [99.994999, 99.99],
  [0.004, 0],
  [1e-9, 0],
  [150, 150],
  [0, 0],
])('%d is %d to two decimals', (value, rounded) => {
  expect(roundedHalfUp(value) + 0).toBe(rounded);
});
