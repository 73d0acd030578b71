import { expect, it } from 'vitest';
import { smallestMargin, standingOf } from './decision.ts';
import { discordant, share } from './measures.fixture.ts';
import { contrastOf } from './paired.ts';
import { TERMS } from './terms.ts';

const contrast = (won: number, lost: number, rows: number) =>
  contrastOf(share, ...discordant(won, lost, rows), TERMS);

// Tango's closed form (1998, section 3) solved with scipy.optimize.brentq, SciPy 1.17.1. The first, airway
// hyper-responsiveness, is published to three digits as -0.517 to -0.026 (Fagerland, Lydersen, Laake 2014).
it.each([
  { won: 1, lost: 7, rows: 21, low: -0.5172322764213774, high: -0.026003032480868517, p: 0.9646180219870758 },
  { won: 9, lost: 2, rows: 21, low: 0.026233994051610574, high: 0.579513638031412, p: 0.008296326512788268 },
  { won: 0, lost: 1, rows: 44, low: -0.11807709698213284, high: 0.05939323111662797, p: 0.20325317780858637 },
  { won: 0, lost: 0, rows: 30, low: -0.11351339317396876, high: 0.11351339317396876, p: 0.10445619087034924 },
  {
    won: 30,
    lost: 20,
    rows: 1000,
    low: -0.0040004577670214115,
    high: 0.024601908606885246,
    p: 1.4249375089620039e-11,
  },
  {
    won: 14,
    lost: 5,
    rows: 100,
    low: 0.004984869703428446,
    high: 0.18084528667414115,
    p: 0.0012158126359345153,
  },
])("Tango's interval of $won won and $lost lost in $rows", ({ won, lost, rows, low, high, p }) => {
  const interval = contrast(won, lost, rows).interval(0.95);
  expect(interval[0]).toBeCloseTo(low, 12);
  expect(interval[1]).toBeCloseTo(high, 12);
  expect(contrast(won, lost, rows).p('above', -0.05)).toBeCloseTo(p, 12);
});

// Half of statsmodels 0.14 mcnemar(exact=True).pvalue on the side of the more.
it.each([
  { won: 14, lost: 5, p: 0.063568115234375 / 2 },
  { won: 9, lost: 2, p: 0.0654296875 / 2 },
  { won: 30, lost: 20, p: 0.20263875106454066 / 2 },
])('at margin 0 the exact test of McNemar judges $won won and $lost lost', ({ won, lost, p }) => {
  expect(contrast(won, lost, 1000).p('above', 0)).toBeCloseTo(p, 12);
  expect(contrast(lost, won, 1000).p('below', 0)).toBeCloseTo(p, 12);
});

it('below min-n nothing is decided, and it says how many would do', () => {
  const { open } = contrast(9, 0, 29);
  expect(open).toEqual({ because: '29 examples, and min-n asks for 30', needed: 30 });
  expect(standingOf(contrast(29, 0, 29), 0, 0.95)).toBe('open');
});

it('a comparison that passes says the smallest margin with which it would still have passed', () => {
  const passing = contrast(30, 20, 1000);
  const margin = smallestMargin(passing, 'above', 0.95);
  expect(standingOf(passing, -0.01, 0.95)).toBe('above');
  expect(standingOf(passing, margin - 1e-9, 0.95)).toBe('above');
  expect(standingOf(passing, margin + 1e-9, 0.95)).toBe('open');
});

it('tells how many examples would probably decide, unless that is out of reach', () => {
  expect(contrast(14, 5, 100).needed(0, 0.95)).toBeGreaterThan(100);
  expect(contrast(1, 1, 1000).needed(1e-6, 0.95)).toBeNull();
});
