import { expect, test } from 'vitest';
import { seeded } from '#kit/random';
import { endingOf, windowsOf } from '../kayenta/analysis.ts';
import { readCanaryConfig } from '../kayenta/config.ts';
import { judgedByKayenta, type MetricPair } from '../kayenta/judgement.ts';
import { mannWhitney } from '../kayenta/mannwhitney.ts';
import { classOf } from '../kayenta/score.ts';
import { judgedStrictly } from './judgement.ts';
import { readRules } from './reading.ts';

/** Kayenta's traps K1 to K16 (judge.md 4.8): compatibility reproduces each, and the strict judge walks round it. */
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

/** What the strict judge says of metrics `m0`, `m1`, …: increases are bad, by more than a tenth. */
function strict(metrics: readonly (Omit<Metric, 'canary'> & Record<string, unknown>)[], rest: object = {}) {
  const rules = readRules({
    ...rest,
    metrics: metrics.map(({ experiment: _, control: __, ...rule }, at) => ({
      name: `m${at}`,
      direction: 'increase',
      tolerance: 0.1,
      ...rule,
    })),
  });
  const series = (values: readonly number[]) => ({
    times: null,
    values: Float64Array.from(values),
    exposure: null,
  });
  return judgedStrictly(
    rules,
    metrics.map(({ experiment, control }, at) => ({
      name: `m${at}`,
      experiment: series(experiment),
      control: series(control),
    })),
  );
}

/** What it says of a single metric. */
function stateOf(experiment: readonly number[], control: readonly number[], rule: object = {}) {
  return strict([{ experiment, control, ...rule }]).metrics[0]?.state;
}

const repeated = (value: number, times: number) => new Array<number>(times).fill(value);
const spread = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, at) => from + step * at);
function shuffled(values: readonly number[], random: () => number): number[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value);
}
const SEEDS = spread(1, 1, 60);

test('K1: a group of nothing but errors scores 100, a critical metric too', () => {
  const found = judge([{ experiment: [10], control: [12], canary: { critical: true } }]);
  expect(found.results[0]).toMatchObject({
    label: 'Error',
    critical: false,
    reason: 'Metric Classification Failed',
  });
  expect(found).toMatchObject({ score: 100, class: 'Pass', groups: [{ score: 0, noData: true }] });
  const one = strict([
    { experiment: spread(10, 0.1, 12).fill(Number.POSITIVE_INFINITY, 3, 4), control: spread(10, 0.1, 12) },
  ]);
  expect(one).toMatchObject({ decision: 'error', score: 0, metrics: [{ state: 'error' }] });
  expect(one.reason).toContain('the canary holds a value that is infinite');
});

test('K2: one point against two is enough for High, either way round', () => {
  expect(labelOf([30], [1, 2])).toBe('High');
  expect(labelOf([30, 31], [1])).toBe('High');
  expect(strict([{ experiment: [30], control: [1, 2] }])).toMatchObject({
    decision: 'inconclusive',
    metrics: [
      { state: 'inconclusive', reason: 'the canary has 1 points and the baseline 2: 10 each are the least' },
    ],
  });
});

test('K3: one against one is decided by the noise', () => {
  const labels = (one: number, other: number) =>
    new Set(SEEDS.map((seed) => labelOf([one], [other], {}, seeded(seed))));
  expect(labels(10, 12)).toEqual(new Set(['Error']));
  expect(labels(5, 0)).toEqual(new Set(['Error']));
  expect(labels(10, 1)).toEqual(new Set(['High', 'Error']));
  expect(stateOf([10], [1])).toBe('inconclusive');
});

test('K4: under five a side the interval is the range of differences, and still decides', () => {
  const [four, five] = [4, 5].map((size) => mannWhitney(spread(10, 1, size), spread(1, 1, size), 0.98));
  expect(four).toMatchObject({ low: 10 - 4, high: 13 - 1 });
  expect(five?.low).toBeGreaterThan(10 - 5);
  expect(labelOf(spread(10, 1, 4), spread(1, 1, 4))).toBe('High');
  expect(stateOf(spread(10, 1, 4), spread(1, 1, 4))).toBe('inconclusive');
  // enough points, all of them higher: now it is proven, with limits that are differences
  const random = seeded(1);
  const [experiment, control] = [
    repeated(10, 12).map((value) => value + random()),
    repeated(1, 12).map((value) => value + random()),
  ];
  const [proven] = strict([{ experiment, control }]).metrics;
  expect(proven?.state).toBe('fail');
  const differences = experiment.flatMap((one) => control.map((other) => one - other));
  for (const limit of proven?.interval ?? [Number.NaN]) expect(differences).toContain(limit);
});

test('K5: two constant sides give other numbers at every run', () => {
  const low = (seed: number) =>
    judge([{ experiment: repeated(10, 6), control: repeated(1, 6) }], {}, seeded(seed)).results[0]?.test?.low;
  expect(low(1)).toBe(low(1));
  expect(low(1)).not.toBe(low(2));
  const constants = (one: number, other: number, rule: object = {}) =>
    stateOf(repeated(one, 12), repeated(other, 12), rule);
  expect(constants(10, 1)).toBe('fail');
  expect(constants(1.1, 1.05)).toBe('pass');
  expect(constants(1, 1)).toBe('pass');
  expect(constants(1, 10)).toBe('pass');
  expect(constants(1, 10, { direction: 'decrease' })).toBe('fail');
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
  const weighted = (weights: object) => () =>
    strict(
      [
        { ...pass, groups: ['a'] },
        { ...fail, groups: ['b'] },
      ],
      { weights },
    );
  expect(weighted({ a: 150 })).toThrow(/weight of a: is 150\. Write a number from 0 to 100/);
  expect(weighted({ absent: 60 })).toThrow(
    /weight of absent: is of a group that no metric is in\. Groups: a, b/,
  );
  expect(weighted({ a: 60, b: 30 })).toThrow(
    /weights: sum to 90\. Change them; all groups have one: let them sum to 100/,
  );
  expect(weighted({ a: -5 })).toThrow(/weight of a: is -5/);
  expect(weighted({ a: 100 })).toThrow(/leave some of the 100/);
});

test('K7: errors that appear among zeros pass', () => {
  expect(labelOf([...repeated(0, 14), 5, 9, 7, 5, 8, 6], repeated(0, 20))).toBe('Pass');
  const [errors, none] = [[...repeated(0, 14), 5, 9, 7, 5, 8, 6], repeated(0, 20)];
  expect(stateOf(errors, none)).not.toBe('pass');
  // spread over the time, as points of a counter
  const scattered = [0, 5, 0, 0, 9, 0, 0, 7, 0, 0, 5, 0, 0, 8, 0, 0, 0, 6, 0, 0];
  expect(stateOf(scattered, none, { kind: 'counter' })).toBe('fail');
  expect(stateOf(none, none, { kind: 'counter' })).toBe('pass');
});

test('K8: a wider spread around the same middle passes', () => {
  expect(labelOf(spread(0, 10, 21), spread(90, 1, 21))).toBe('Pass');
  const random = seeded(4);
  const [wide, narrow] = [spread(0, 5, 41), spread(90, 0.5, 41)].map((values) => shuffled(values, random));
  const [found] = strict([{ experiment: wide ?? [], control: narrow ?? [] }]).metrics;
  expect(found?.state).toBe('fail');
  expect(found?.reason).toMatch(
    /^has 41\.5 % of its points above 119\.9, the baseline 0 %; 10 % more are allowed$/,
  );
});

test('K9: seven of ten points a hundred times too high pass, eight do not', () => {
  const high = (count: number) => [...repeated(100, count), ...repeated(1, 10 - count)];
  expect(labelOf(high(7), repeated(1, 10))).toBe('Pass');
  expect(labelOf(high(8), repeated(1, 10))).toBe('High');
  for (const count of [7, 8]) {
    expect(stateOf(high(count), repeated(1, 10))).not.toBe('pass');
    expect(stateOf(shuffled([...high(count), ...high(count)], seeded(1)), repeated(1, 20))).toBe('fail');
  }
});

test('K10: against a baseline of zero any significant change fails, whatever is allowed', () => {
  const canary = { effectSize: { allowedIncrease: 1000 } };
  expect(labelOf(spread(0.001, 0.0001, 12), repeated(0, 12), canary)).toBe('High');
  const [small, zero] = [shuffled(spread(0.001, 0.0001, 12), seeded(1)), repeated(0, 12)];
  expect(strict([{ experiment: small, control: zero }]).metrics[0]).toMatchObject({
    state: 'inconclusive',
    remedy: 'Give a margin in its own unit: margin: 0.5.',
  });
  expect(stateOf(small, zero, { margin: 0.5 })).toBe('pass');
  expect(
    stateOf(
      small.map((value) => 1000 * value),
      zero,
      { margin: 0.5 },
    ),
  ).toBe('fail');
});

test('K11: the tolerance is 0.25 of the estimate and cannot be configured', () => {
  const one = { name: 'm', tolerance: 0.9, analysisConfigurations: { canary: { tolerance: 0.9 } } };
  const config = readCanaryConfig({ metrics: [one], judge: { judgeConfigurations: { tolerance: 0.9 } } });
  expect(config.metrics[0]?.rule).toMatchObject({ tolerance: 0.25, confidence: 0.98 });
  const random = seeded(2);
  const [experiment, control] = [repeated(1.2, 60), repeated(1, 60)].map((all) =>
    all.map((value) => value + random() / 5),
  );
  const sides = { experiment: experiment ?? [], control: control ?? [] };
  expect(strict([{ ...sides, tolerance: 0.1 }]).decision).toBe('fail');
  expect(strict([{ ...sides, tolerance: 0.3 }]).decision).toBe('pass');
  expect(strict([sides], { confidence: 0.9 }).confidence).toBe(0.9);
});

test('K12: no data at all passes where NaN is replaced', () => {
  expect(labelOf([], spread(1, 1, 9), { nanStrategy: 'replace' })).toBe('Pass');
  expect(labelOf([], spread(1, 1, 9))).toBe('Nodata');
  const missing = strict([{ experiment: [], control: spread(1, 1, 12), missing: 'zero' }]);
  expect(missing).toMatchObject({
    decision: 'inconclusive',
    metrics: [{ reason: 'the canary has no data' }],
  });
  expect(stateOf(repeated(Number.NaN, 12), spread(1, 1, 12), { missing: 'zero' })).toBe('inconclusive');
});

test('K13: a score at the marginal threshold is Marginal in a judgement and fails an analysis', () => {
  expect(classOf(75, THRESHOLDS)).toBe('Marginal');
  expect(endingOf(75, THRESHOLDS)).toEqual({
    passed: false,
    message: 'Final canary score 75.0 is not above the marginal score threshold.',
  });
  // the score is shown, and one metric that is worse decides
  const random = seeded(1);
  const same = () => spread(1, 0.01, 40).map(() => 1 + random() / 100);
  const metrics = Array.from({ length: 4 }, (_, at) => ({
    experiment: at === 0 ? spread(9, 0, 40) : same(),
    control: same(),
  }));
  expect(strict(metrics)).toMatchObject({ score: 75, decision: 'fail' });
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
  let told = 0;
  for (let run = 0; run < 100; run++) {
    const random = seeded(run);
    const [experiment, control] = [spread(0, 1, 200).map(random), spread(0, 1, 200).map(random)];
    const states = windows.map(({ experiment: { from, to } }) => {
      const sides = { experiment: experiment.slice(from, to), control: control.slice(from, to) };
      return strict([{ ...sides, tolerance: 0 }], { looks: windows.length }).decision;
    });
    if (states.includes('fail')) told++;
  }
  expect(told).toBeLessThanOrEqual(6);
});

test('K15: by default there is no effect threshold: one per cent more is High', () => {
  expect(labelOf(spread(101, 0.01, 30), spread(100, 0.01, 30))).toBe('High');
  const random = seeded(5);
  const near = (value: number) => repeated(value, 30).map((one) => one + random() / 10);
  expect(stateOf(near(101), near(100))).toBe('pass');
  // and without a margin, sameness is no proof
  const [bare] = strict([{ experiment: near(100), control: near(100), tolerance: undefined }]).metrics;
  expect(bare).toMatchObject({
    state: 'marginal',
    remedy: 'Say how much worse it may be: tolerance: 0.1, or margin.',
  });
});

test('K16: by default a change for the better fails too', () => {
  const latency = { experiment: spread(50, 1, 30), control: spread(100, 1, 30) };
  expect(judge([latency])).toMatchObject({ class: 'Fail', results: [{ label: 'Low' }] });
  expect(judge([{ ...latency, canary: { direction: 'increase' } }])).toMatchObject({ class: 'Pass' });
  expect(() => strict([{ ...latency, direction: undefined }])).toThrow(
    /Say which change is bad: direction: increase/,
  );
  const imported = { metrics: [{ name: 'latency', analysisConfigurations: { canary: {} } }] };
  expect(() => readRules(imported)).toThrow(
    /latency: does not say which change is bad\. .* --method kayenta/,
  );
  const random = seeded(6);
  const better = repeated(50, 30).map((value) => value + random());
  expect(
    stateOf(
      better,
      better.map((value) => value + 50),
    ),
  ).toBe('pass');
});
