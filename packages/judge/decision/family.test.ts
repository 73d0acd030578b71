import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holmLevel } from './family.ts';

const tests = (ps: readonly number[]) =>
  ps.map((p) => ({ worse: (level: number) => p <= level, advice: () => '' }));

/** statsmodels 0.15.0: multipletests(ps, alpha=0.05, method='holm')[0] */
test.each<[readonly number[], readonly boolean[]]>([
  [
    [0.01, 0.02, 0.03],
    [true, true, true],
  ],
  [
    [0.01, 0.04, 0.03, 0.005],
    [true, false, false, true],
  ],
  [
    [0.02, 0.02, 0.02],
    [false, false, false],
  ],
  [
    [0.001, 0.2, 0.012, 0.049],
    [true, false, true, false],
  ],
])('of p %j those are rejected: %j', (ps, rejected) => {
  const level = holmLevel(tests(ps), 0.05);
  expect(ps.map((p) => p <= level)).toEqual(rejected);
});

test('what Bonferroni rejects, Holm rejects', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (ps) => {
      expect(holmLevel(tests(ps), 0.025)).toBeGreaterThanOrEqual(0.025 / ps.length);
    }),
  );
});
