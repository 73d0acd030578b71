import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { estimated } from './cbpe.ts';

/** Scores that are probabilities, and labels drawn by `chance` of them. */
function drawn(rows: number, seed: number, chance: (score: number) => number) {
  const random = seeded(seed);
  const scores = Float64Array.from({ length: rows }, random);
  const labels = scores.map((score) => Number(random() < chance(score)));
  return { scores, labels, predictions: scores.map((score) => Number(score >= 0.5)) };
}
const reference = drawn(1000, 1, (score) => score);

test('rows like the reference are marginal, and the assumptions are said', () => {
  const found = estimated(
    reference,
    drawn(500, 2, () => 0),
  );
  expect(found.decision).toBe('marginal');
  expect(found.assumptions[0]).toBe(
    'Valid only if P(y|x) has not changed and scores are calibrated: concept drift is not seen.',
  );
  expect(found.assumptions[1]).toMatch(/expected calibration error 0\.0\d{3} on held-out rows/);
});

test('concept drift is not seen: other labels for the same scores change nothing', () => {
  const [one, other] = [drawn(500, 2, (score) => score), drawn(500, 2, (score) => 1 - score)];
  expect(estimated(reference, other).estimates).toEqual(estimated(reference, one).estimates);
});

test('unsure scores fail what was reached before', () => {
  const { scores } = drawn(500, 2, () => 0);
  const unsure = scores.map((score) => 0.45 + score / 10);
  const found = estimated(reference, {
    scores: unsure,
    predictions: unsure.map((one) => Number(one >= 0.5)),
  });
  expect(found).toMatchObject({ decision: 'fail' });
  expect(found.reason).toMatch(/accuracy: estimated below what chunks of the reference reached$/);
});

// NannyML 0.13.1: estimate_roc_auc and estimate_ap of five chances of 0 are nan; of five of 1 nan and 1
test.each([
  [
    0,
    [Number.NaN, Number.NaN],
    /^roc_auc, average_precision: nothing can be estimated where every row now is surely/,
  ],
  [1, [Number.NaN, 1], /^roc_auc: nothing can be estimated where every row now is surely of one class/],
])('where all chances are %d areas say nothing', (chance, values, reason) => {
  // scores that say nothing below 0.3 and above 0.7, and are calibrated to 0 and 1 there
  const known = drawn(1000, 1, (score) => (score < 0.3 ? 0 : score > 0.7 ? 1 : score));
  const scores = Float64Array.from({ length: 100 }, (_, at) => (chance === 0 ? 0.001 : 0.9) + at / 1100);
  const found = estimated(known, { scores, predictions: scores.map((one) => Number(one >= 0.5)) });
  expect(found.calibration.calibrated).toBe(true);
  expect(found.estimates.slice(0, 2).map(({ value }) => value)).toEqual(values);
  expect(found).toMatchObject({ decision: 'inconclusive' });
  expect(found.reason).toMatch(reason);
});

test.each([
  ['few rows', reference, 20, /there are 20 rows now: 30 are the least/],
  [
    'one class',
    drawn(1000, 3, () => 0),
    500,
    /not tried: the reference has 0 rows of one class: 10 are the least/,
  ],
  [
    'separated',
    drawn(1000, 3, Math.round),
    500,
    /the scores of the reference separate the classes \(roc_auc 1\.0000\)/,
  ],
])('%s: inconclusive', (_name, before, rows, said) => {
  const found = estimated(
    before,
    drawn(rows, 2, () => 0),
  );
  expect(found.decision).toBe('inconclusive');
  expect(found.reason).toMatch(said);
});

test('an estimate that misses the reference itself is inconclusive', () => {
  const { scores, labels } = reference;
  // predictions that know the labels: no score tells how good they are
  const found = estimated(
    { scores, labels, predictions: labels },
    drawn(500, 2, () => 0),
  );
  expect(found.decision).toBe('inconclusive');
  expect(found.reason).toMatch(/accuracy: the estimate does not hold on the reference itself/);
});

test('the order of rows changes only chunks and splits', () => {
  const { scores, predictions } = drawn(300, 5, () => 0);
  const metric = { metrics: ['roc_auc', 'f1'] } as const;
  const turned = { scores: scores.toReversed(), predictions: predictions.toReversed() };
  const [one, other] = [
    estimated(reference, { scores, predictions }, metric),
    estimated(reference, turned, metric),
  ];
  for (const [at, { value }] of one.estimates.entries())
    expect(other.estimates[at]?.value).toBeCloseTo(value, 12);
});
