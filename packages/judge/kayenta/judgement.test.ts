import { expect, test } from 'vitest';
import { endingOf, stopsAt, windowsOf } from './analysis.ts';
import { readCanaryConfig } from './config.ts';
import { judgedByKayenta } from './judgement.ts';
import { roundedHalfUp } from './rounding.ts';
import { scored } from './score.ts';

const random = () => 0.5;

test('a configuration is read with the defaults of the judge, unknown words as those', () => {
  const canary = { direction: 'sideways', nanStrategy: 'keep', outliers: { strategy: 'remove' } };
  const effectSize = { measure: 'cles', allowedIncrease: 1 };
  const config = readCanaryConfig({
    name: 'latency',
    judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
    metrics: [
      { name: 'plain', query: { type: 'prometheus' }, scopeName: 'default' },
      { name: 'said', groups: ['g'], analysisConfigurations: { canary: { ...canary, effectSize } } },
    ],
    classifier: { groupWeights: { g: 40 }, scoreThresholds: { pass: 95, marginal: null } },
  });
  expect(config.groupWeights).toEqual(new Map([['g', 40]]));
  expect(config.thresholds).toEqual({ pass: 95, marginal: null });
  expect(config.metrics).toMatchObject([
    {
      groups: [],
      muted: false,
      outlierFactor: null,
      rule: {
        direction: 'either',
        nanStrategy: 'remove',
        critical: false,
        mustHaveData: false,
        measure: 'meanRatio',
        allowed: { increase: 1, decrease: 1 },
        criticalAt: { increase: 1, decrease: 1 },
      },
    },
    {
      outlierFactor: 3,
      rule: {
        direction: 'either',
        nanStrategy: 'remove',
        allowed: { increase: 1, decrease: 0.5 },
        criticalAt: { increase: 0.5, decrease: 0.5 },
      },
    },
  ]);
});

test('a value of another type is a mistake that names its place', () => {
  const metric = { name: 'm', analysisConfigurations: { canary: { critical: 'yes' } } };
  expect(() => readCanaryConfig({ metrics: [metric] }, 'canary.json')).toThrow(
    /canary\.json\.metrics\.0\.analysisConfigurations\.canary\.critical/,
  );
});

test('values without configuration are a mistake that names what is configured', () => {
  const config = readCanaryConfig({ metrics: [{ name: 'latency' }] });
  const pair = { name: 'errors', experiment: [1], control: [1] };
  expect(() => judgedByKayenta(config, [pair], { pass: 95, marginal: 75 }, random)).toThrow(
    /configured: latency/,
  );
});

test('NaN and outliers go from each side by itself, before anything is counted', () => {
  const metric = {
    name: 'm',
    groups: ['g'],
    analysisConfigurations: { canary: { outliers: { strategy: 'remove', outlierFactor: 1 } } },
  };
  const steady = Array.from({ length: 200 }, (_, at) => 10 + (at % 5));
  const pair = { name: 'm', experiment: [...steady, 900, Number.NaN], control: [Number.NaN, ...steady] };
  const config = readCanaryConfig({ metrics: [metric] });
  const judged = judgedByKayenta(config, [pair], { pass: 95, marginal: 75 }, random);
  expect(judged.results[0]).toMatchObject({
    label: 'Pass',
    deviation: 1,
    experiment: { count: 200, max: 14 },
    control: { count: 200 },
  });
});

const result = (label: 'Pass' | 'High' | 'Nodata', more = {}) => ({
  label,
  reason: `because ${label}`,
  groups: ['g'],
  critical: false,
  muted: false,
  ...more,
});

test.each([
  ['no metrics at all', [], 0, null],
  ['one third', [result('Pass'), result('High'), result('High')], 33.33, null],
  [
    'half without data',
    [result('Pass'), result('Nodata')],
    0,
    'Canary Failed: 50% or more metrics returned NODATA',
  ],
  ['a critical one', [result('Pass'), result('High', { critical: true })], 0, 'Canary Failed: because High'],
  ['a critical one, muted', [result('Pass'), result('High', { critical: true, muted: true })], 100, null],
  ['no group', [result('Pass', { groups: [] })], 0, null],
  ['two groups', [result('Pass', { groups: ['a', 'b'] }), result('High', { groups: ['b'] })], 75, null],
])('score: %s', (_name, results, score, reason) => {
  expect(scored(results, new Map())).toMatchObject({ score, reason });
});

test.each([
  [{ pass: null, marginal: null }, true, 'No score thresholds were specified.'],
  [{ pass: null, marginal: 50 }, true, 'No pass score threshold was specified.'],
  [{ pass: 90, marginal: 50 }, false, 'Final canary score 82.5 is below the pass score threshold.'],
  [{ pass: 82.5, marginal: 50 }, true, 'Final canary score 82.5 met or exceeded the pass score threshold.'],
  [{ pass: 95, marginal: 82.5 }, false, 'Final canary score 82.5 is not above the marginal score threshold.'],
])('an analysis that ends at 82.5 with %o', (thresholds, passed, message) => {
  expect(endingOf(82.5, thresholds)).toEqual({ passed, message });
  expect(stopsAt(82.5, thresholds)).toBe(thresholds.marginal === 82.5);
});

test('windows grow from the start, or slide; the baseline may lie earlier', () => {
  const plan = { lifetime: 180, interval: 60, beginAfter: 10, lookback: 0, controlOffset: 0 };
  expect(windowsOf(plan).map(({ experiment }) => experiment)).toEqual([
    { from: 10, to: 70 },
    { from: 10, to: 130 },
    { from: 10, to: 190 },
  ]);
  expect(windowsOf({ ...plan, lookback: 60, controlOffset: 1440 }).at(-1)).toEqual({
    experiment: { from: 130, to: 190 },
    control: { from: -1310, to: -1250 },
  });
  expect(windowsOf({ ...plan, interval: 500 })).toHaveLength(1);
});

test('rounding keeps what cannot be rounded', () => {
  expect(roundedHalfUp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});
