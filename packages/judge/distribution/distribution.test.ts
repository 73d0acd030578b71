import { describe, expect, it } from 'vitest';
import { betaBelow, betaQuantile } from './beta.ts';
import { binomialUpTo } from './binomial.ts';
import { normalTail } from './normal.ts';
import { studentQuantile, studentTail } from './student.ts';

/** How far `got` is from `expected`, relative to it. */
const off = (got: number, expected: number) => Math.abs(got / expected - 1);

// Expected values: SciPy 1.17.1, special.betainc, special.betaincinv, stats.t.sf, stats.t.ppf, stats.binom.cdf.
describe('distributions agree with SciPy', () => {
  it.each([
    [0.5, 0.5, 0.1, 0.20483276469913345],
    [3, 28, 0.02, 0.021717834543617438],
    [1, 1000000, 2.5e-8, 0.024690088276451683],
    [500000, 500000, 0.501, 0.9772499490383677],
    [30, 1.5, 0.9, 0.09478768114961164],
    [1000000, 10, 0.99999, 0.4579178290206094],
    [2.5, 7, 0.7, 0.9975319024281245],
    [200, 300, 0.35, 0.010341770254687632],
    [0.5, 250, 0.001, 0.5203901011282841],
  ])('I_x(%d, %d) at %d', (a, b, x, expected) => {
    expect(off(betaBelow(x, a, b), expected)).toBeLessThan(1e-13);
  });

  it.each([
    [0.025, 3, 28, 0.02111713702972257],
    [0.025, 1, 1000000, 2.5317807663794178e-8],
    [0.975, 500000, 500001, 0.5009794808075825],
    [0.975, 1, 30, 0.11570330822202778],
    [0.025, 30, 1, 0.8842966917779722],
    [0.975, 57, 44, 0.6591639762765417],
    [0.5, 0.5, 0.5, 0.4999999999999999],
    [0.025, 999991, 10, 0.9999829152656122],
  ])('beta quantile %d of (%d, %d)', (p, a, b, expected) => {
    expect(off(betaQuantile(p, a, b), expected)).toBeLessThan(1e-13);
  });

  it.each([
    [0.3, 1, 0.4072264209222577],
    [2, 1, 0.14758361765043326],
    [2.093, 19, 0.02500118947141399],
    [3.5, 19.5, 0.0011614217667899487],
    [1.96, 1000000, 0.024998033792634926],
    [8, 40, 3.952542055052269e-10],
    [0.001, 5, 0.4996203933860988],
    [40, 3, 1.7190340394579253e-5],
    [1.5, 99, 0.06839840885798668],
  ])('P(t > %d) with %d degrees of freedom', (t, freedom, expected) => {
    expect(off(studentTail(t, freedom), expected)).toBeLessThan(1e-12);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 19, 2.0930240544083087],
    [0.975, 1000000, 1.959966356814107],
    [0.6, 3.5, 0.27326545405577973],
    [0.9999999, 29, 6.76516019347368],
    [0.025, 29, -2.045229642132704],
  ])('t quantile %d with %d degrees of freedom', (p, freedom, expected) => {
    expect(off(studentQuantile(p, freedom), expected)).toBeLessThan(1e-12);
  });

  it.each([
    [0, 30, 0.5, 9.313225746154785e-10],
    [9, 30, 0.5, 0.021386972628533847],
    [15, 30, 0.5, 0.572232224047184],
    [450, 1000, 0.5, 0.0008652680424881513],
    [3, 1000, 0.01, 0.010072654772014291],
    [499000, 1000000, 0.5, 0.02280414993269],
  ])('P(%d or fewer of %d at %d)', (hits, trials, share, expected) => {
    expect(off(binomialUpTo(hits, trials, share), expected)).toBeLessThan(1e-12);
  });
});

it('keeps to the ends', () => {
  expect([betaBelow(0, 2, 3), betaBelow(1, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([
    0, 1, 0, 1,
  ]);
  expect([studentTail(0, 5), studentQuantile(0.5, 5), studentQuantile(1, 5)]).toEqual([
    0.5,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  expect([binomialUpTo(-1, 5, 0.5), binomialUpTo(5, 5, 0.5)]).toEqual([0, 1]);
});

it('nothing lies beyond infinity, and all beyond its opposite', () => {
  expect([normalTail(Number.POSITIVE_INFINITY), normalTail(Number.NEGATIVE_INFINITY)]).toEqual([0, 1]);
});
