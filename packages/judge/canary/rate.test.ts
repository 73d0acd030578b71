import { expect, test } from 'vitest';
import { differenceChance, ratioChance } from './rate.ts';

// scipy 1.17.1: binomtest(k1, k1 + k2, t1 f / (t1 f + t2), alternative='greater' | 'less').pvalue
test.each([
  [14, 100, 4, 100, 1, 0.01544189453125, 0.9962310791015625],
  [3, 50, 9, 200, 1.5, 0.6763476353201802, 0.5776818369575856],
  [0, 10, 5, 10, 1, 1, 0.03125],
  [40, 2, 30, 3, 1.1, 0.008756242761962536, 0.9955431855565116],
  [1200, 10000, 1000, 10000, 1.1, 0.022072462450692176, 0.9800835795167899],
])('%i in %i against %i in %i, times %f, is what scipy says', (k1, t1, k2, t2, times, above, below) => {
  const sides = [
    { events: k1, exposure: t1 },
    { events: k2, exposure: t2 },
  ] as const;
  expect(ratioChance('above', ...sides, times)).toBeCloseTo(above, 12);
  expect(ratioChance('below', ...sides, times)).toBeCloseTo(below, 12);
});

// statsmodels 0.15.0: test_poisson_2indep(k1, t1, k2, t2, value=d, method='score', compare='diff', alternative=…)
test.each([
  [14, 100, 4, 100, 0.02, 0.026388453438250577, 0.9736115465617494],
  [3, 50, 9, 200, 0.05, 0.7810317567319891, 0.2189682432680109],
  [0, 10, 5, 10, -0.1, 0.9772498680518208, 0.022750131948179177],
  [40, 2, 30, 3, 2.5, 0.01457006876333048, 0.9854299312366696],
  [1200, 10000, 1000, 10000, 0.01, 0.016412484165931683, 0.9835875158340683],
])('%i in %i against %i in %i, and %f, is what statsmodels says', (k1, t1, k2, t2, more, above, below) => {
  const sides = [
    { events: k1, exposure: t1 },
    { events: k2, exposure: t2 },
  ] as const;
  expect(differenceChance('above', ...sides, more)).toBeCloseTo(above, 10);
  expect(differenceChance('below', ...sides, more)).toBeCloseTo(below, 10);
});

test('no events at all say nothing of a ratio', () => {
  const none = { events: 0, exposure: 5 };
  expect([ratioChance('above', none, none), ratioChance('below', none, none)]).toEqual([1, 1]);
});
