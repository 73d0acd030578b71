import { expect, test } from 'vitest';
import { spreadOf, spreadOfParts, wider } from './spread.ts';

const values = [3, -1, 2, -5, 1, 4, -2, -2];

test('of equal parts it is the spread of the pulls', () => {
  const parts = Float64Array.from(values, () => 1 / values.length);
  const pulls = Float64Array.from(values, (value) => value / values.length);
  const [found, known] = [spreadOfParts(pulls, parts, values.length), spreadOf(pulls, values.length)];
  expect(found.standardError).toBeCloseTo(known.standardError, 12);
  expect(found.freedom).toBeCloseTo(known.freedom, 9);
  expect(found.skewness).toBeCloseTo(known.skewness, 12);
});

test('one unit with half of all weight: four units by Kish, whose effect makes the standard error', () => {
  // weights 9, 1 x 9: Kish 18^2 / (81 + 9) = 3.6; the variance of values all -+1 is 1
  const parts = Float64Array.from({ length: 10 }, (_, at) => (at === 0 ? 9 : 1) / 18);
  const pulls = parts.map((part, at) => (at % 2 === 0 ? part : -part));
  const { standardError, freedom } = spreadOfParts(pulls, parts, 10);
  expect(standardError).toBeCloseTo(Math.sqrt(1 / 3.6 / (1 - 1 / 3.6)), 12);
  expect(freedom).toBeLessThanOrEqual(2.6);
});

test('the wider of two has the less sure of each', () => {
  const one = { standardError: 1, freedom: 20, skewness: -0.4 };
  const other = { standardError: 2, freedom: 30, skewness: 0.1 };
  expect(wider(one, other)).toEqual({ standardError: 2, freedom: 20, skewness: -0.4 });
});
