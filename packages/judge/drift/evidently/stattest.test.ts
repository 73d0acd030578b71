import fc from 'fast-check';
import { expect, test } from 'vitest';
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
