import { expect, test } from 'vitest';
import { accuracy } from '#metrics/measure/accuracy';
import { rocAuc } from '#metrics/measure/auc';
import { brier } from '#metrics/measure/probability';
import { anytimeContrast, anytimeEstimate } from './anytime.ts';
import type { Examples } from './examples.ts';
import { hash } from './hash.ts';
import { TERMS } from './terms.ts';

const of = (labels: Float64Array, answers: Float64Array): Examples => ({
  labels,
  answers,
  weights: null,
  groups: null,
});

/** Rows of which that share is right, of their own seed. */
function right(share: number, rows: number, seed: number): Examples {
  const answers = Float64Array.from({ length: rows }, (_, at) => Number(hash(seed, 1, at) < share * 2 ** 32));
  return of(new Float64Array(rows).fill(1), answers);
}

// the values and limits of sequence.test.ts: Waudby-Smith and Ramdas (2024) vectorised in NumPy
test('the Brier score of 200 rows has the interval of the published formulas', () => {
  const values = Float64Array.from({ length: 200 }, (_, at) => (((at + 1) * 7919) % 101) / 100);
  const rows = of(new Float64Array(200), values.map(Math.sqrt));
  const { interval, open } = anytimeEstimate(brier, rows, TERMS);
  expect(open).toBeNull();
  expect(interval?.[0]).toBeCloseTo(0.43055151964544824, 10);
  expect(interval?.[1]).toBeCloseTo(0.5725802261581305, 10);
});

test('what is no mean of bounded values stays open, and says why', () => {
  const rows = of(Float64Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.9, 0.4, 0.6));
  const { interval, open } = anytimeEstimate(rocAuc, rows, TERMS);
  expect(interval).toBeNull();
  expect(open?.because).toBe('looks: any judges means of values with known limits, and roc_auc is none');
  expect(anytimeContrast(rocAuc, rows, rows, TERMS).open).not.toBeNull();
});

test('p is the level at which the interval ends at the margin', () => {
  const contrast = anytimeContrast(accuracy, right(0.5, 800, 1), right(0.8, 800, 2), TERMS);
  const p = contrast.p('below', -0.1);
  expect(p).toBeLessThan(0.025);
  expect(contrast.interval(1 - 2 * p)[1]).toBeCloseTo(-0.1, 6);
  expect(contrast.p('above', -0.1)).toBe(1);
});

test('of 200 models no worse than the baseline at most 5 are called worse at any of 10 looks', () => {
  let told = 0;
  for (let run = 0; run < 200; run++) {
    const [one, other] = [right(0.7, 500, 2 * run), right(0.7, 500, 2 * run + 1)];
    const worse = Array.from({ length: 10 }, (_, look) => (look + 1) * 50).some((rows) => {
      const seen = of(one.labels.subarray(0, rows), one.answers.subarray(0, rows));
      return anytimeContrast(accuracy, seen, other, TERMS).interval(0.95)[1] < 0;
    });
    if (worse) told++;
  }
  expect(told).toBeLessThanOrEqual(5);
});
