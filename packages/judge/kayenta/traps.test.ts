import { expect, test } from 'vitest';
import { endingOf, windowsOf } from './analysis.ts';
import { readCanaryConfig } from './config.ts';
import { judgedByKayenta, type MetricPair } from './judgement.ts';
import { mannWhitney } from './mannwhitney.ts';
import { seeded } from './noise.ts';
import { classOf } from './score.ts';

/** What compatibility with Kayenta means: its traps K1 to K16 (judge.md 4.8) are reproduced, each shown here. */
const THRESHOLDS = { pass: 95, marginal: 75 };

interface Metric extends Omit<MetricPair, 'name'> {
  readonly canary?: Record<string, unknown>;
  readonly groups?: readonly string[];
}

function judge(metrics: readonly Metric[], groupWeights: Record<string, number> = {}, random = seeded(1)) {
  const config = readCanaryConfig({
    metrics: metrics.map(({ canary = {}, groups = ['g'] }, at) => ({
      name: `m${at}`,
      groups,
      analysisConfigurations: { canary },
    })),
    classifier: { groupWeights },
  });
  const pairs = metrics.map(({ experiment, control }, at) => ({ name: `m${at}`, experiment, control }));
  return judgedByKayenta(config, pairs, THRESHOLDS, random);
}

/** The label of a single metric. */
function labelOf(
  experiment: readonly number[],
  control: readonly number[],
  canary: Record<string, unknown> = {},
  random = seeded(1),
) {
  return judge([{ experiment, control, canary }], {}, random).results[0]?.label;
}

const repeated = (value: number, times: number) => new Array<number>(times).fill(value);
const spread = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, at) => from + step * at);
const SEEDS = spread(1, 1, 60);

test('K1: a group of nothing but errors scores 100, a critical metric too', () => {
  const found = judge([{ experiment: [10], control: [12], canary: { critical: true } }]);
  expect(found.results[0]).toMatchObject({
    label: 'Error',
    critical: false,
    reason: 'Metric Classification Failed',
  });
  expect(found).toMatchObject({ score: 100, class: 'Pass', groups: [{ score: 0, noData: true }] });
});

test('K2: one point against two is enough for High, either way round', () => {
  expect(labelOf([30], [1, 2])).toBe('High');
  expect(labelOf([30, 31], [1])).toBe('High');
});

test('K3: one against one is decided by the noise', () => {
  const labels = (one: number, other: number) =>
    new Set(SEEDS.map((seed) => labelOf([one], [other], {}, seeded(seed))));
  expect(labels(10, 12)).toEqual(new Set(['Error']));
  expect(labels(5, 0)).toEqual(new Set(['Error']));
  expect(labels(10, 1)).toEqual(new Set(['High', 'Error']));
});

test('K4: under five a side the interval is the range of differences, and still decides', () => {
  const [four, five] = [4, 5].map((size) => mannWhitney(spread(10, 1, size), spread(1, 1, size), 0.98));
  expect(four).toMatchObject({ low: 10 - 4, high: 13 - 1 });
  expect(five?.low).toBeGreaterThan(10 - 5);
  expect(labelOf(spread(10, 1, 4), spread(1, 1, 4))).toBe('High');
});

test('K5: two constant sides give other numbers at every run', () => {
  const low = (seed: number) =>
    judge([{ experiment: repeated(10, 6), control: repeated(1, 6) }], {}, seeded(seed)).results[0]?.test?.low;
  expect(low(1)).toBe(low(1));
  expect(low(1)).not.toBe(low(2));
});

test('K6: weights over 100 give negative shares, and one for an absent group caps the score', () => {
  const pass = { experiment: spread(1, 1, 9), control: spread(1, 1, 9) };
  const fail = { experiment: spread(100, 1, 9), control: spread(1, 1, 9) };
  const two = (first: Metric, second: Metric, weights: Record<string, number>) =>
    judge(
      [
        { ...first, groups: ['a'] },
        { ...second, groups: ['b'] },
      ],
      weights,
    ).score;
  expect(two(pass, fail, { a: 150 })).toBe(150);
  expect(two(fail, pass, { a: 150 })).toBe(-50);
  expect(two(pass, pass, { absent: 60 })).toBe(40);
});

test('K7: errors that appear among zeros pass', () => {
  expect(labelOf([...repeated(0, 14), 5, 9, 7, 5, 8, 6], repeated(0, 20))).toBe('Pass');
});

test('K8: a wider spread around the same middle passes', () => {
  expect(labelOf(spread(0, 10, 21), spread(90, 1, 21))).toBe('Pass');
});

test('K9: seven of ten points a hundred times too high pass, eight do not', () => {
  const high = (count: number) => [...repeated(100, count), ...repeated(1, 10 - count)];
  expect(labelOf(high(7), repeated(1, 10))).toBe('Pass');
  expect(labelOf(high(8), repeated(1, 10))).toBe('High');
});

test('K10: against a baseline of zero any significant change fails, whatever is allowed', () => {
  const canary = { effectSize: { allowedIncrease: 1000 } };
  expect(labelOf(spread(0.001, 0.0001, 12), repeated(0, 12), canary)).toBe('High');
});

test('K11: the tolerance is 0.25 of the estimate and cannot be configured', () => {
  const one = { name: 'm', tolerance: 0.9, analysisConfigurations: { canary: { tolerance: 0.9 } } };
  const config = readCanaryConfig({ metrics: [one], judge: { judgeConfigurations: { tolerance: 0.9 } } });
  expect(config.metrics[0]?.rule).toMatchObject({ tolerance: 0.25, confidence: 0.98 });
});

test('K12: no data at all passes where NaN is replaced', () => {
  expect(labelOf([], spread(1, 1, 9), { nanStrategy: 'replace' })).toBe('Pass');
  expect(labelOf([], spread(1, 1, 9))).toBe('Nodata');
});

test('K13: a score at the marginal threshold is Marginal in a judgement and fails an analysis', () => {
  expect(classOf(75, THRESHOLDS)).toBe('Marginal');
  expect(endingOf(75, THRESHOLDS)).toEqual({
    passed: false,
    message: 'Final canary score 75.0 is not above the marginal score threshold.',
  });
});

test('K14: judging a growing window again and again alarms more often than one look', () => {
  const windows = windowsOf({ lifetime: 200, interval: 20, beginAfter: 0, lookback: 0, controlOffset: 0 });
  let [once, ever] = [0, 0];
  for (let run = 0; run < 200; run++) {
    const random = seeded(run);
    const [experiment, control] = [spread(0, 1, 200).map(random), spread(0, 1, 200).map(random)];
    const labels = windows.map(({ experiment: { from, to } }) =>
      labelOf(experiment.slice(from, to), control.slice(from, to)),
    );
    if (labels.at(-1) !== 'Pass') once++;
    if (labels.some((label) => label !== 'Pass')) ever++;
  }
  expect(once).toBeLessThanOrEqual(8);
  expect(ever).toBeGreaterThan(2 * once);
});

test('K15: by default there is no effect threshold: one per cent more is High', () => {
  expect(labelOf(spread(101, 0.01, 30), spread(100, 0.01, 30))).toBe('High');
});

test('K16: by default a change for the better fails too', () => {
  const latency = { experiment: spread(50, 1, 30), control: spread(100, 1, 30) };
  expect(judge([latency])).toMatchObject({ class: 'Fail', results: [{ label: 'Low' }] });
  expect(judge([{ ...latency, canary: { direction: 'increase' } }])).toMatchObject({ class: 'Pass' });
});
