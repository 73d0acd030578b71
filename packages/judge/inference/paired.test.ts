import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rocAuc } from '#metrics/measure/auc';
import { medianAbsoluteError, rmse } from '#metrics/measure/error';
import { smallestMargin, standingOf } from './decision.ts';
import { spreadOfPulls } from './influence.ts';
import { bias, discordant, examples, share, smooth } from './measures.fixture.ts';
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

// Placement values by comparing every pair, their variances by numpy (ddof=1), as DeLong et al. (1988) define them.
it('the difference of two areas has the standard error of DeLong, ties and all', () => {
  const labels = Float64Array.from({ length: 24 }, (_, row) => Number((row * 7) % 12 < 5));
  const one = [
    0.4, 0.6, 0.6, 0.8, 0.8, 0, 0.7, 0.7, 0.9, 0.9, 0.1, 0.7, 0.7, 0.9, 0.9, 0.1, 1.1, 0.3, 1, 1, 0.2, 1.2,
    0.4, 0,
  ];
  const other = [
    0.3, 0.3, 0.8, 0.8, 0.3, 0.3, 0.6, 1.1, 0.1, 0.6, 0.6, 0.9, 0.4, 0.4, 1, 0.9, 0.5, 0.4, 0.7, 1.3, 0.2,
    0.8, 0.7, 0,
  ];
  const pulls = rocAuc.influence?.(labels, Float64Array.from(one), null) ?? new Float64Array();
  const against = rocAuc.influence?.(labels, Float64Array.from(other), null) ?? new Float64Array();
  const rows = examples(labels, Float64Array.from(one));
  const spread = (own: Float64Array) =>
    spreadOfPulls(rocAuc, own, rows, { n: 10, noun: 'positives', clustered: false }).standardError;
  expect(spread(pulls.map((pull) => pull / 24))).toBeCloseTo(0.09509146221003928, 13);
  expect(spread(pulls.map((pull, row) => (pull - (against[row] ?? 0)) / 24))).toBeCloseTo(
    0.13203845329463254,
    13,
  );
  const { open, method } = contrastOf(rocAuc, rows, examples(labels, Float64Array.from(other)), {
    ...TERMS,
    minN: 5,
  });
  expect([open, method]).toEqual([null, 'paired, influence functions (DeLong)']);
});

it('a paired area is confident from 10 of a class, whatever min-n says', () => {
  const labels = Float64Array.from({ length: 100 }, (_, row) => Number(row < 9));
  const scores = labels.map((label, row) => label + (row % 7));
  const terms = { ...TERMS, minN: 5 };
  expect(contrastOf(rocAuc, examples(labels, scores), examples(labels, scores), terms).open).toEqual({
    because: '9 positives, and a difference of roc_auc takes 10',
    needed: 10,
  });
});

it('few discordant rows leave as much open as Tango does, where only influence tells', () => {
  const [low, high] = contrastOf(smooth, ...discordant(0, 0, 1000, 300), TERMS).interval(0.95);
  expect(high).toBeGreaterThan(0.001);
  expect(low).toBe(-high);
});

it('weights count as the equal rows that know as much', () => {
  const [one, other] = discordant(14, 5, 100);
  const weights = Float64Array.from({ length: 200 }, (_, row) => (row % 2 === 0 ? 1 : 1e-12));
  const twice = (values: Float64Array) =>
    Float64Array.from({ length: 200 }, (_, row) => values[row >> 1] ?? 0);
  const doubled = (rows: typeof one) => ({
    labels: twice(rows.labels),
    answers: twice(rows.answers),
    weights,
    groups: null,
  });
  const weighed = contrastOf(share, doubled(one), doubled(other), TERMS);
  expect(weighed.p('above', -0.05)).toBeCloseTo(contrast(14, 5, 100).p('above', -0.05), 2);
  expect(weighed.method).toBe("paired, Tango's score interval of weighted rows");
});

it('candidate - times * baseline has the score interval of its own values', () => {
  const scaled = contrastOf(share, ...discordant(14, 5, 100, 10), TERMS, 1.02);
  expect(scaled.difference).toBeCloseTo(0.85 - 1.02 * 0.76, 12);
  const [low, high] = scaled.interval(0.95);
  expect(scaled.p('above', low)).toBeCloseTo(0.025, 8);
  expect(scaled.p('below', high)).toBeCloseTo(0.025, 8);
});

const column = (rows: number) =>
  fc.array(
    fc.integer({ min: -5000, max: 5000 }).map((value) => value / 100),
    { minLength: rows, maxLength: rows },
  );
const columns = fc
  .integer({ min: 30, max: 60 })
  .chain((rows) => fc.tuple(column(rows), column(rows), column(rows)));
const near = (got: readonly number[], expected: readonly number[], scale = 1) =>
  got.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? Number.NaN))).toBeLessThan(1e-9 * scale * (1 + Math.abs(value)));
  });
const sides = ([labels, one, other]: readonly (readonly number[])[]) => {
  const truth = Float64Array.from(labels ?? []);
  return [
    examples(truth, Float64Array.from(one ?? [])),
    examples(truth, Float64Array.from(other ?? [])),
  ] as const;
};

it('the order of the rows changes nothing', () => {
  fc.assert(
    fc.property(columns, (table) => {
      const [one, other] = sides(table);
      const [last, first] = sides(table.map((values) => values.toReversed()));
      near(
        contrastOf(rmse, one, other, TERMS).interval(0.9),
        contrastOf(rmse, last, first, TERMS).interval(0.9),
      );
    }),
    { numRuns: 30 },
  );
});

it('swapped sides mirror', () => {
  fc.assert(
    fc.property(columns, (table) => {
      const [one, other] = sides(table);
      const [low, high] = contrastOf(rmse, one, other, TERMS).interval(0.9);
      const swapped = contrastOf(rmse, other, one, TERMS);
      near(swapped.interval(0.9), [-high, -low]);
      near([swapped.p('above', 0.3)], [contrastOf(rmse, one, other, TERMS).p('below', -0.3)]);
    }),
    { numRuns: 30 },
  );
});

it('units scale out, and a constant added to both leaves the difference', () => {
  fc.assert(
    fc.property(columns, fc.double({ min: 0.01, max: 100, noNaN: true }), (table, unit) => {
      const [one, other] = sides(table);
      const [low, high] = contrastOf(bias, one, other, TERMS).interval(0.9);
      const moved = ([, ...answers]: typeof table) => [
        table[0],
        ...answers.map((own) => own.map((value) => value + 7)),
      ];
      near(contrastOf(bias, ...sides(moved(table)), TERMS).interval(0.9), [low, high], 10);
      const scaled = table.map((values) => values.map((value) => value * unit));
      near(contrastOf(bias, ...sides(scaled), TERMS).interval(0.9), [low * unit, high * unit], 1 + unit);
    }),
    { numRuns: 30 },
  );
});

it('the same draws resample both models, so that what they share is no noise', () => {
  const labels = new Float64Array(60);
  const one = Float64Array.from(labels, (_, row) => 1 + ((row * 37) % 60));
  const shifted = contrastOf(
    medianAbsoluteError,
    examples(
      labels,
      one.map((value) => value + 0.5),
    ),
    examples(labels, one),
    TERMS,
  );
  near(shifted.interval(0.95), [0.5, 0.5]);
  expect(shifted.method).toBe('paired, bootstrap');
  expect(standingOf(shifted, 0, 0.95)).toBe('above');
});
