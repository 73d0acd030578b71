import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrationError } from '#metrics/measure/calibration';
import { contrastApart } from './apart.ts';
import { estimateOf } from './estimation.ts';
import type { Examples } from './examples.ts';
import { contrastOf } from './paired.ts';
import { TERMS } from './terms.ts';

/** Rows that say `probability` and come true with `share`, so many in each bin. */
function claims(bins: readonly (readonly [probability: number, share: number, rows: number])[]): Examples {
  const rows = bins.flatMap(([probability, share, count]) =>
    Array.from({ length: count }, (_, at) => [Number(at < share * count), probability] as const),
  );
  return {
    labels: Float64Array.from(rows, ([label]) => label),
    answers: Float64Array.from(rows, ([, probability]) => probability),
    weights: null,
    groups: null,
  };
}

const off = claims([
  [0.3, 0.5, 500],
  [0.7, 0.5, 500],
]);
const unsure = claims([
  [0.48, 0.5, 500],
  [0.58, 0.5, 500],
]);

test('clear gaps count in both limits: an error of 0.2, with the standard error of a share of 1,000', () => {
  const { value, interval } = estimateOf(calibrationError, off, TERMS);
  const [low = 0, high = 0] = interval ?? [];
  expect(value).toBeCloseTo(0.2, 12);
  // sqrt(0.25 / 1000) = 0.0158, and Student's t
  expect((high - low) / 2 / 1.96).toBeCloseTo(0.0158, 2);
});

test('a gap within noise of 0 counts in the upper limit alone', () => {
  const { value, interval } = estimateOf(calibrationError, unsure, TERMS);
  const [low = 0, high = 0] = interval ?? [];
  expect(value).toBeCloseTo(0.05, 12);
  // 0.04 stays of the clear gap of 0.08 in half of the rows
  expect((low + 0.04) / 2).toBeLessThan(0.04);
  expect(high).toBeGreaterThan(0.05 + 1.96 * Math.sqrt(0.25 / 1000) - 1e-3);
});

test('a model whose gaps are all within noise may be calibrated: its interval reaches to 0', () => {
  const near = claims([[0.48, 0.5, 500]]);
  expect(estimateOf(calibrationError, near, TERMS).interval?.[0]).toBe(0);
});

test('the same answers differ by nothing, and no more than unseen changes allow', () => {
  const [low, high] = contrastOf(calibrationError, unsure, unsure, TERMS).interval(0.95);
  expect(low).toBeCloseTo(-high, 12);
  expect(high).toBeLessThan(0.01);
});

test('two that err to opposite sides within noise are told apart by no side', () => {
  const answers = unsure.answers.map((one) => 1 - one);
  const contrast = contrastOf(calibrationError, { ...unsure, answers }, unsure, TERMS);
  for (const side of ['above', 'below'] as const) expect(contrast.p(side, 0)).toBeGreaterThan(0.025);
});

test.each([
  ['paired', contrastOf],
  ['apart', contrastApart],
])('swapped sides mirror, and the measured difference lies between its limits: %s', (_name, judge) => {
  const chance = fc.integer({ min: 1, max: 99 }).map((one) => one / 100);
  const row = fc.tuple(fc.boolean(), chance, chance, fc.integer({ min: 0, max: 29 }));
  const many = fc.array(row, { minLength: 60, maxLength: 90 });
  fc.assert(
    fc.property(many, fc.boolean(), (rows, grouped) => {
      const known = {
        labels: Float64Array.from(rows, ([label]) => Number(label)),
        weights: null,
        groups: grouped ? Int32Array.from(rows, ([, , , group]) => group) : null,
      };
      const one = { ...known, answers: Float64Array.from(rows, ([, mine]) => mine) };
      const other = { ...known, answers: Float64Array.from(rows, ([, , theirs]) => theirs) };
      const [forth, back] = [
        judge(calibrationError, one, other, TERMS),
        judge(calibrationError, other, one, TERMS),
      ];
      if (Number.isNaN(forth.difference)) return;
      const [low, high] = forth.interval(0.95);
      const [least, greatest] = back.interval(0.95);
      expect(low).toBeCloseTo(-greatest, 9);
      expect(high).toBeCloseTo(-least, 9);
      expect(low).toBeLessThanOrEqual(forth.difference + 1e-12);
      expect(high).toBeGreaterThanOrEqual(forth.difference - 1e-12);
      expect(forth.p('above', 0)).toBeCloseTo(back.p('below', 0), 9);
    }),
    { numRuns: 60 },
  );
});
