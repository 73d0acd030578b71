import { expect, test } from 'vitest';
import { canaryDecision, consequenceOf, type Situation } from './consequence.ts';

const healthy: Situation = {
  decision: 'pass',
  failed: new Set(),
  moved: 0,
  previous: true,
  newData: null,
  age: null,
  canary: null,
};
const better = { state: 'as good', because: 'no worse' } as const;
const worse = { state: 'worse', because: 'more errors' } as const;
const open = { state: 'open', because: 'few rows' } as const;

test.each<[string, Partial<Situation>, string, string | null]>([
  ['a healthy run', {}, 'keep', null],
  ['a warning', { decision: 'marginal' }, 'keep', null],
  ['drift', { decision: 'fail', failed: new Set(['drift']), moved: 5 }, 'retrain', 'breach'],
  [
    'drift and a revision before',
    { decision: 'fail', failed: new Set(['drift']), moved: 5 },
    'retrain',
    'breach',
  ],
  [
    'worse on moved data',
    { decision: 'fail', failed: new Set(['performance']), moved: 1 },
    'retrain',
    'breach',
  ],
  ['worse on the same data', { decision: 'fail', failed: new Set(['performance']) }, 'rollback', null],
  [
    'worse, and nothing before',
    { decision: 'fail', failed: new Set(['performance']), previous: false },
    'retrain',
    'breach',
  ],
  ['a low estimate', { decision: 'fail', failed: new Set(['estimate']) }, 'retrain', 'breach'],
  ['old data', { decision: 'fail', failed: new Set(['supply']) }, 'keep', null],
  ['too little to judge', { decision: 'inconclusive' }, 'keep', null],
  ['not to be judged', { decision: 'error' }, 'keep', null],
  ['new data', { newData: 'it is another' }, 'retrain', 'new data'],
  ['an old model', { age: 'it is old' }, 'retrain', 'age'],
  ['new data and an old model', { newData: 'it is another', age: 'it is old' }, 'retrain', 'new data'],
  ['drift and new data', { decision: 'fail', failed: new Set(['drift']), newData: 'x' }, 'retrain', 'breach'],
  [
    'old data, and new ones to train on',
    { decision: 'fail', failed: new Set(['supply']), newData: 'x' },
    'retrain',
    'new data',
  ],
  ['a canary as good', { canary: better }, 'promote', null],
  [
    'a canary with a low estimate',
    { canary: better, decision: 'fail', failed: new Set(['estimate']) },
    'hold',
    null,
  ],
  ['a canary with a warning', { canary: better, decision: 'marginal' }, 'promote', null],
  ['a canary that does worse', { canary: worse }, 'rollback', null],
  ['a canary that cannot be told yet', { canary: open }, 'hold', null],
  [
    'a canary below a floor',
    { canary: better, decision: 'fail', failed: new Set(['performance']) },
    'rollback',
    null,
  ],
  [
    'a canary with too few rows',
    { canary: better, decision: 'fail', failed: new Set(['supply']) },
    'hold',
    null,
  ],
  ['an uneven canary', { canary: better, decision: 'fail', failed: new Set(['drift']) }, 'hold', null],
  ['a canary with a gate that waits', { canary: better, decision: 'inconclusive' }, 'hold', null],
  [
    'a worse canary with few rows',
    { canary: worse, decision: 'fail', failed: new Set(['supply']) },
    'rollback',
    null,
  ],
  ['a canary beside new data', { canary: better, newData: 'x', age: 'y' }, 'promote', null],
])('%s', (_what, said, consequence, occasion) => {
  expect(consequenceOf({ ...healthy, ...said })).toMatchObject({ consequence, occasion });
});

test.each([
  ['rollback', 'pass', 'fail'],
  ['hold', 'fail', 'inconclusive'],
  ['promote', 'marginal', 'marginal'],
  ['promote', 'pass', 'pass'],
] as const)('the verdict over a canary that leads to %s from %s is %s', (consequence, decision, verdict) => {
  expect(canaryDecision(consequence, decision)).toBe(verdict);
});
