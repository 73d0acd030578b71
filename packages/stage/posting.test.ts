import { expect, test } from 'vitest';
import type { GateResult } from '#judge/verdict';
import { annotationsOf } from './posting.ts';

const gate = (facts: Partial<GateResult>): GateResult => ({
  ...{ gate: 'roc_auc >= 0.7', level: 'fail', state: 'fail', metric: 'roc_auc', operator: '>=' },
  reason: 'roc_auc is 0.61',
  ...facts,
});
const places = (lines: Readonly<Record<string, number>>, file: string | null = 'models/mlops.yml') => ({
  ...{ file, failOn: new Set(['fail']) },
  places: new Map(Object.entries(lines).map(([gate, line]) => [gate, { line, column: 5 }])),
});
const HERE = places({ 'roc_auc >= 0.7': 12 });

test.each<[GateResult['state'], GateResult['level'], string | null]>([
  ['fail', 'fail', 'failure'],
  ['error', 'fail', 'failure'],
  ['inconclusive', 'fail', 'warning'],
  ['not judged', 'fail', 'warning'],
  ['marginal', 'fail', 'warning'],
  ['fail', 'warn', 'warning'],
  ['pass', 'fail', null],
])('a gate that comes to %s at level %s is remarked as %s', (state, level, expected) => {
  const found = annotationsOf({ gates: [gate({ state, level })] }, HERE);
  expect(found.map((one) => one.level)).toEqual(expected === null ? [] : [expected]);
});

test('the remark stands on the gate’s line, with its slice, the reason and what to do', () => {
  const found = annotationsOf({ gates: [gate({ slice: 'carrier=UA', advice: 'Bring 20 more.' })] }, HERE);
  expect(found).toEqual([
    {
      ...{ path: 'models/mlops.yml', line: 12, column: 5, level: 'failure' },
      title: 'fail: roc_auc >= 0.7 on carrier=UA',
      message: 'roc_auc is 0.61\nBring 20 more.',
    },
  ]);
});

test('a red gate that is accepted blocks nothing', () => {
  const accepted = { why: 'the new sensor', until: '2026-12-31' };
  expect(annotationsOf({ gates: [gate({ accepted })] }, HERE)).toMatchObject([
    { level: 'notice', title: 'accepted: roc_auc >= 0.7' },
  ]);
});

test('a gate that stands in no file has no remark', () => {
  expect(annotationsOf({ gates: [gate({})] }, places({}))).toEqual([]);
  expect(annotationsOf({ gates: [gate({})] }, places({ 'roc_auc >= 0.7': 12 }, null))).toEqual([]);
});

test('of thousands of slices some are remarked', () => {
  const gates = Array.from({ length: 3_000 }, (_, n) => gate({ slice: `user=${n}` }));
  expect(annotationsOf({ gates }, HERE)).toHaveLength(250);
});
