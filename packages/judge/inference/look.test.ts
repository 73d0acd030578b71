import { expect, test } from 'vitest';
import { equalShare, levelAt, lookSaid, ONCE } from './look.ts';

const at = (number: number | null, planned: number, counts: readonly number[] = []) => ({
  number,
  planned,
  counts,
});

test('data that are judged once are judged as ever', () => {
  expect(levelAt(ONCE, 0.025)).toBe(0.025);
  expect(lookSaid(ONCE, 0.025)).toBeNull();
});

// Reboussin, DeMets, Kim and Lan, Controlled Clinical Trials 21 (2000): z 2.680 and 2.031 at looks 3 and 5 of five
test.each([
  [3, 0.00368],
  [5, 0.02113],
])('look %i of five equal ones has the published level', (number, level) => {
  expect(levelAt(at(number, 5), 0.025)).toBeCloseTo(level, 4);
});

/*
 * SciPy 1.17.1: bounds solved on multivariate_normal.cdf, correlation of looks sqrt(count / later count), spent by then
 * 2 * norm.sf(norm.isf(alpha / 2) / sqrt(k / K)).
 */
test.each([
  { counts: [50, 60, 200, 1000], alpha: 0.025, levels: [7.36681e-6, 0.0015253, 0.00848507, 0.0167517] },
  { counts: [400, 800, 900, 950], alpha: 0.025, levels: [7.36681e-6, 0.00152263, 0.00959951, 0.0247981] },
  { counts: [100, 300, 310], alpha: 0.0125, levels: [1.51736e-5, 0.00221056, 0.0124939] },
])('looks of $counts examples have the levels that SciPy solves for', ({ counts, alpha, levels }) => {
  const found = counts.map((_, look) =>
    levelAt(at(look + 1, counts.length, counts.slice(0, look + 1)), alpha),
  );
  found.forEach((level, look) => {
    expect(level / (levels[look] ?? 0)).toBeCloseTo(1, 3);
  });
});

test('a look whose number is not known has an equal share; one more than planned has nothing', () => {
  expect(levelAt(at(null, 5), 0.025)).toBeCloseTo(0.005, 12);
  expect(levelAt(at(6, 5), 0.025)).toBe(0);
});

test('many looks begin with a level that is no zero, so that an interval has ends', () => {
  expect(levelAt(at(1, 100), 0.025)).toBeGreaterThan(0);
});

test.each([
  [
    at(3, 5, [10, 20, 30]),
    'look 3 of 5: error spent so far 0.0038 of 0.025 a side; a gate on noise says no at p 0.0037',
  ],
  [at(6, 5), 'look 6, and 5 were planned: all error is spent, so noise can no longer be told from a loss'],
])('a look is told', (look, said) => {
  expect(lookSaid(look, 0.025)).toBe(said);
});

test.each([
  ['data that are judged once', ONCE, 0.01],
  ['the third of four looks', at(3, 4), 0.0025],
  ['a look whose number is not known', at(null, 4), 0.0025],
  ['a look more than planned, as if it had been', at(5, 4), 0.002],
  ['any number of looks', null, 0.01],
])('%s: an equal share', (_, look, share) => {
  expect(equalShare(look, 0.01)).toBeCloseTo(share, 12);
});
