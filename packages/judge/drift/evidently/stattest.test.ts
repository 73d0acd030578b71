import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { casesIn } from '../../../../scripts/vectors/case.ts';
import { tried } from '../../../../scripts/vectors/trial.ts';
import { columnDrift } from './stattest.ts';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 12 });
const METHODS = ['ks', 'wasserstein', 'psi', 'jensenshannon', 'hellinger', 'ed', 'mannw', 'cramer_von_mises'];

test.each(METHODS)('%s does not see the order of rows', (method) => {
  const ask = { kind: 'num', method } as const;
  fc.assert(
    fc.property(numbers, numbers, (reference, current) => {
      const turned = columnDrift(reference.toReversed(), current.toReversed(), ask);
      expect(turned.score).toBeCloseTo(columnDrift(reference, current, ask).score, 9);
    }),
    { numRuns: 30 },
  );
});

test('a method that is not known is a mistake that lists those that are', () => {
  expect(() => columnDrift([1], [2], { kind: 'num', method: 'magic' })).toThrow(/There are: ks, chisquare/);
});

test('the g-test refuses sides of different size', () => {
  expect(() => columnDrift(['a', 'b'], ['a'], { kind: 'cat', method: 'g_test' })).toThrow(/as many rows/);
});

test('Epps and Singleton refuse what has no spread', () => {
  expect(() => columnDrift([1, 1, 1], [1, 1, 1], { kind: 'num', method: 'es' })).toThrow(/singular/);
});

const line = (from: number, count: number) => Array.from({ length: count }, (_, at) => at + from);
test.each([
  // scipy 1.17.1, cramervonmises_2samp
  [[1, 2, 3, 4, 5, 6, 7], [2.5, 4.5, 8, 9, 10], 0.16414141414141414],
  [[1, 2, 2, 3, 5], [2, 4, 5, 6, 7, 9], 0.0735930735930736],
  [line(0, 20), line(2.5, 19), 0.5913583091993887],
])('Cramer and von Mises by counting all orders: %j against %j', (reference, current, p) => {
  const { score } = columnDrift(reference, current, { kind: 'num', method: 'cramer_von_mises' });
  expect(score).toBeCloseTo(p, 12);
});

test.each(
  casesIn([join(import.meta.dirname, 'fixtures')])
    .filter(({ kind }) => kind === 'permutation_test')
    .map((one) => [one.id, one] as const),
)('%s: permutations are those that Evidently draws', (_id, one) => {
  expect(tried(one)).toEqual([]);
});

test('TVD of categories', () => {
  const [same, other] = [[...'aaabbbcc'.repeat(10)], [...'aaaaaabc'.repeat(10)]];
  const ask = { kind: 'cat', method: 'TVD' } as const;
  expect(columnDrift(same, same, ask)).toMatchObject({ score: 1, threshold: 0.1, drifted: false });
  expect(columnDrift(same, other, ask)).toMatchObject({ score: 0, drifted: true });
});

test.each([
  // numpy 1.26.4: unbiased discrepancy, Gaussian kernel of the median squared distance, RandomState(0), 100 permutations
  [line(0, 20), line(2.5, 19), 0.76],
  [line(0, 30), line(20, 25), 0],
  [[1, 2, 2, 3, 5, 8, 13, 4], [2, 4, 5, 6, 7, 9, 1], 0.59],
  [line(0, 15).map((value) => value ** 2), line(0, 15).map((value) => value * 9), 0.27],
])('maximum mean discrepancy: %j against %j', (reference, current, p) => {
  const { score } = columnDrift(reference, current, { kind: 'num', method: 'empirical_mmd' });
  expect(score).toBeCloseTo(p, 12);
});

test('all pairs of many rows are refused', () => {
  const ask = { kind: 'num', method: 'empirical_mmd' } as const;
  expect(() => columnDrift(line(0, 4000), line(0, 2000), ask)).toThrow(
    /all pairs of 6000 rows: 5000 are the most/,
  );
});
