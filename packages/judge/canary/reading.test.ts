import { expect, test } from 'vitest';
import { readRules } from './reading.ts';

test('what stands at the top holds for every metric that says nothing else', () => {
  const { metrics, confidence, looks } = readRules({
    tolerance: 0.1,
    'min-n': 20,
    metrics: [
      { name: 'a', direction: 'increase' },
      { name: 'b', direction: 'decrease', tolerance: 0.3, margin: 2, tail: 0.2 },
    ],
  });
  expect(metrics).toMatchObject([
    {
      tolerance: { increase: 0.1, decrease: 0.1 },
      margin: null,
      minN: 20,
      tail: 0.1,
      level: 'fail',
      kind: 'gauge',
    },
    { tolerance: { increase: 0.3 }, margin: 2, minN: 20, tail: 0.2 },
  ]);
  expect({ confidence, looks }).toEqual({ confidence: 0.95, looks: 1 });
});

test.each<[object, RegExp]>([
  [{}, /metrics: is not understood: .* List the metrics/],
  [{ metrics: [{ name: 'a' }] }, /metrics\.0\.direction: is not understood: .* Say which change is bad/],
  [{ metrics: [{ name: 'a', direction: 'up' }] }, /Say which change is bad/],
  [{ metrics: [{ name: 'a', direction: 'increase', tolerence: 1 }] }, /Unrecognized key: "tolerence"/],
  [
    { metrics: [{ name: 'a', direction: 'increase', exposure: 'b' }] },
    /a: has an exposure and is no counter/,
  ],
  [{ metrics: [{ name: 'a', direction: 'decrease', tolerance: 1 }] }, /a: tolerates a fall by all there is/],
  [
    { metrics: [1, 2].map(() => ({ name: 'a', direction: 'increase' })) },
    /a: is configured twice\. Keep one of them/,
  ],
  [{ confidence: 95, metrics: [{ name: 'a', direction: 'increase' }] }, /confidence: is not understood/],
])('%j is a mistake', (rules, said) => {
  expect(() => readRules(rules)).toThrow(said);
});

test('a Kayenta configuration: its directions, ratios of means, groups and weights are taken over', () => {
  const { metrics, weights, notes } = readRules({
    metrics: [
      {
        name: 'latency',
        groups: ['speed'],
        analysisConfigurations: {
          canary: {
            direction: 'increase',
            critical: true,
            nanStrategy: 'replace',
            effectSize: { allowedIncrease: 1.25, allowedDecrease: 0.5 },
          },
        },
      },
      {
        name: 'throughput',
        analysisConfigurations: {
          canary: {
            direction: 'either',
            muted: true,
            outliers: { strategy: 'remove' },
            effectSize: { measure: 'cles', allowedIncrease: 0.7 },
          },
        },
      },
    ],
    classifier: { groupWeights: { speed: 100 }, scoreThresholds: { pass: 95, marginal: 75 } },
  });
  expect(metrics).toMatchObject([
    { direction: 'increase', critical: true, missing: 'zero', tolerance: { increase: 0.25, decrease: 0.5 } },
    { direction: 'either', muted: true, missing: 'out', tolerance: { increase: null, decrease: null } },
  ]);
  expect(weights).toEqual(new Map([['speed', 100]]));
  expect(notes).toEqual([
    'score thresholds are not used: the score is shown, metrics decide',
    'effect sizes as cles are not taken over: throughput',
    'no values are taken out as outliers: throughput',
  ]);
});
