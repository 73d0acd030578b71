import { expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { unknownNoise } from '../decision/noise.ts';
import { normalTail } from '../distribution/normal.ts';
import type { Shift } from '../drift/shift.ts';
import { parseGates } from '../gate/gate.ts';
import { ONCE } from '../inference/look.ts';
import { TERMS } from '../inference/terms.ts';
import { type Watched, watch } from './watch.ts';

const drift = {
  reference: 'the reference',
  referenceRows: 1000,
  columns: [],
  answers: [],
  uncompared: [],
  missing: [],
  unexpected: [],
  unproven: [],
};
const auc = (value: number): Measurement => ({
  metric: 'roc_auc',
  value,
  rows: 500,
  direction: 'higher-is-better',
});

/** A run with 1000 rows an hour old, 500 labels and an AUC of 0.8. */
function seen(
  gates: readonly string[],
  observed: Partial<Watched['observed']> = {},
  said: Partial<Watched> = {},
): Watched {
  return {
    gates: parseGates(gates),
    observed: {
      rows: 1000,
      age: 3600,
      labels: 500,
      bad: 0,
      unusable: 0,
      drift,
      performance: [auc(0.8)],
      estimates: null,
      ...observed,
    },
    baseline: [auc(0.82)],
    baselineFacts: { kind: 'ref', name: 'baseline', digest: 'd' },
    flaws: [],
    noise: unknownNoise('there are no examples'),
    terms: TERMS,
    previous: true,
    newData: null,
    age: null,
    canary: null,
    look: ONCE,
    environment: 'production',
    notes: [],
    ...said,
  };
}

const none = { absent: 'no row has a label yet' };

test.each<[string, readonly string[], Partial<Watched['observed']>, Partial<Watched>, string, string]>([
  [
    'gates that hold',
    ['rows >= 1000', 'age <= 2 h', 'roc_auc >= baseline - 0.05'],
    {},
    {},
    'marginal',
    '1 of 3 gates is marginal: roc_auc 0.8 >= 0.77 (baseline 0.82 - 0.05), noise not judged: there are no examples, 2 of 3 gates pass',
  ],
  ['a gate that fails', ['roc_auc >= 0.85'], {}, {}, 'fail', 'the one gate fails: roc_auc 0.8 < 0.85'],
  [
    'a warning',
    ['rows >= 10', 'roc_auc >= 0.85 warn'],
    {},
    {},
    'marginal',
    '1 warning does not pass: roc_auc 0.8 < 0.85, 1 of 2 gates passes',
  ],
  [
    'a gate that waits beside one that holds',
    ['rows >= 10', 'roc_auc >= 0.7'],
    { performance: none },
    {},
    'inconclusive',
    '1 of 2 gates not judged: roc_auc >= 0.7: no row has a label yet',
  ],
  [
    'a warning that waits',
    ['rows >= 10', 'roc_auc >= 0.7 warn'],
    { performance: none },
    {},
    'pass',
    '1 of 2 gates passes, 1 not judged',
  ],
  [
    'nothing but a warning that waits',
    ['roc_auc >= 0.7 warn'],
    { performance: none },
    {},
    'inconclusive',
    'nothing was judged: no row has a label yet',
  ],
  [
    'a failing gate beside one that waits',
    ['rows >= 2000', 'roc_auc >= 0.7'],
    { performance: none },
    {},
    'fail',
    '1 of 2 gates fails: rows 1000 < 2000',
  ],
  [
    'no baseline',
    ['roc_auc >= baseline'],
    {},
    { baseline: null, baselineFacts: { kind: 'absent', reason: 'nobody evaluated' } },
    'inconclusive',
    '1 of 1 gates not judged: roc_auc >= baseline: there is no baseline: nobody evaluated',
  ],
  [
    'no reference',
    ['drift.share < 0.5'],
    { drift: { absent: 'there is no reference: x' } },
    {},
    'inconclusive',
    '1 of 1 gates not judged: drift.share < 0.5: there is no reference: x',
  ],
  [
    'nothing to compare',
    ['drift.share < 0.5'],
    {},
    {},
    'inconclusive',
    '1 of 1 gates not judged: drift.share < 0.5: no column is there on both sides',
  ],
  [
    'no rows at all',
    ['age <= 1 d'],
    { rows: 0, age: null },
    {},
    'inconclusive',
    'there are no rows; 1 of 1 gates not judged: age <= 1 d: there is no row whose age could be told',
  ],
  [
    'answers that are none',
    ['rows >= 10'],
    {},
    { flaws: ['score is NaN in 1 of 1000 rows'] },
    'error',
    'score is NaN in 1 of 1000 rows',
  ],
  [
    'a slip in a gate',
    ['rowz >= 10'],
    {},
    {},
    'error',
    'the one gate cannot be judged: rowz >= 10: there is no metric rowz; did you mean rows? There are: rows, labels, labels.share, bad.share, unusable.share, age, schema.missing, schema.new, roc_auc',
  ],
  [
    'a measure of another task',
    ['rmse <= 1'],
    {},
    {},
    'error',
    'the one gate cannot be judged: rmse <= 1: there is no metric rmse. There are: rows, labels, labels.share, bad.share, unusable.share, age, schema.missing, schema.new, roc_auc',
  ],
  [
    'no gates',
    [],
    {},
    {},
    'inconclusive',
    'there are no gates, so nothing was judged: declare some under monitor-gate in mlops.yml, e.g. gates: ["drift.share < 0.5"]',
  ],
])('%s', (_what, gates, observed, said, decision, reason) => {
  expect(watch(seen(gates, observed, said))).toMatchObject({ decision, reason });
});

test('what does not hold is told with its gate, a warning is not', () => {
  const verdict = watch(seen(['rows >= 2000', 'roc_auc >= 0.85 warn'], {}, { flaws: ['a flaw'] }));
  expect(verdict.breaches).toEqual([
    { gate: 'rows >= 2000', reason: 'rows 1000 < 2000' },
    { gate: 'answers and log lines that can be judged', reason: 'a flaw' },
  ]);
});

test('a canary whose candidate is worse fails, and says which rule did not hold', () => {
  const canary = { state: 'worse', because: 'more errors' } as const;
  const verdict = watch(seen(['rows >= 10'], {}, { canary }));
  expect(verdict).toMatchObject({
    mode: 'canary',
    decision: 'fail',
    consequence: 'rollback',
    reason: 'rollback: more errors (the one gate passes)',
  });
  expect(verdict.breaches).toEqual([{ gate: 'candidate no worse than control', reason: 'more errors' }]);
});

test('a column that must not drift and was not compared leaves its gate open', () => {
  const moved = { ...drift, columns: [column('fare', { moved: true, guarded: true })] };
  const open = { ...drift, columns: [column('fare', {})], unproven: ['gone'] };
  const gate = ['drift.guarded == 0'];
  expect(watch(seen(gate, { drift: moved }))).toMatchObject({ decision: 'fail', consequence: 'retrain' });
  expect(watch(seen(gate, { drift: { ...drift, columns: [column('fare', {})] } })).decision).toBe('pass');
  const waiting = watch(seen(gate, { drift: open }));
  expect(waiting).toMatchObject({ decision: 'inconclusive' });
  expect(waiting.reason).toContain('not compared: gone');
});

function column(name: string, said: Partial<Shift>): Shift {
  const side = { rows: 1000, missing: 0, odd: 0 };
  return {
    column: name,
    kind: 'number',
    guarded: false,
    reference: side,
    current: side,
    measure: 'Wasserstein',
    distance: 0,
    evidence: { p: 1, from: 'rows', draws: 99, exceeding: 99 },
    adjusted: 1,
    drift: 0,
    moved: false,
    reason: '',
    movers: [],
    outside: 0,
    unseen: [],
    histogram: { names: [], edges: null, reference: [], current: [] },
    ...said,
  };
}

/** A candidate that is `z` standard errors beyond the margin of 0.01, on 400 examples. */
function below(z: number): Watched['noise'] {
  const error = 0.01;
  const difference = -0.01 - z * error;
  const contrast = {
    candidate: 0.82 + difference,
    baseline: 0.82,
    times: 1,
    difference,
    n: 400,
    noun: 'examples',
    method: 'of the test',
    open: null,
    interval: (): [number, number] => [difference - 1.96 * error, difference + 1.96 * error],
    p: (side: 'above' | 'below', margin: number) =>
      normalTail((side === 'above' ? difference - margin : margin - difference) / error),
    needed: () => null,
  };
  return { estimate: () => null, contrast: () => contrast };
}

// z 2.29 at look 4 of five is the published bound of O'Brien and Fleming's spending (look.test.ts)
test.each([
  ['judged once', ONCE, 2, 'fail'],
  ['the first of five looks', { number: 1, planned: 5, counts: [400] }, 4.8, 'inconclusive'],
  ['the fourth, below its bound', { number: 4, planned: 5, counts: [1, 2, 3, 4] }, 2.28, 'inconclusive'],
  ['the fourth, beyond it', { number: 4, planned: 5, counts: [1, 2, 3, 4] }, 2.3, 'fail'],
  ['a look too many', { number: 6, planned: 5, counts: [] }, 9, 'inconclusive'],
  ['one of five, which is not known', { number: null, planned: 5, counts: [] }, 2.57, 'inconclusive'],
  ['one of five, beyond its share', { number: null, planned: 5, counts: [] }, 2.58, 'fail'],
])('a comparison at %s', (_what, look, z, decision) => {
  const verdict = watch(seen(['roc_auc >= baseline - 0.01'], {}, { noise: below(z), look }));
  expect(verdict.decision).toBe(decision);
});

test('a look says where it stands, in the verdict and in words', () => {
  const look = { number: 3, planned: 5, counts: [100, 200, 300] };
  const verdict = watch(seen(['rows >= 10'], {}, { look }));
  expect(verdict.look).toEqual({ ...look, environment: 'production' });
  expect(verdict.notes[0]).toContain('look 3 of 5: error spent so far 0.0038 of 0.025 a side');
});

const estimates: Watched['observed']['estimates'] = {
  notes: ['valid only if P(y|x) has not changed'],
  estimates: [
    {
      metric: 'roc_auc',
      value: 0.78,
      error: 0.01,
      lower: 0.75,
      upper: 0.81,
      alert: null,
      limits: { lower: 0.7, upper: 0.9 },
      reference: { realised: 0.82, estimated: 0.82, holds: true },
      chunks: [],
    },
  ],
};

test.each<[string, readonly string[], Partial<Watched['observed']>, string, string, string]>([
  ['alone', ['estimate.roc_auc >= 0.7'], { performance: none }, 'marginal', 'keep', 'no label confirms it'],
  ['confirmed by labels', ['estimate.roc_auc >= 0.7', 'roc_auc >= 0.7'], {}, 'pass', 'keep', 'all 2 gates'],
  [
    'beside a gate that waits for labels',
    ['estimate.roc_auc >= 0.7', 'roc_auc >= 0.7 warn'],
    { performance: none },
    'marginal',
    'keep',
    'marginal at most',
  ],
  [
    'beside gates on other things',
    ['estimate.roc_auc >= 0.7', 'rows >= 10'],
    {},
    'marginal',
    'keep',
    'marginal at most',
  ],
  ['within its error', ['estimate.roc_auc >= 0.77'], {}, 'marginal', 'keep', 'within noise (95 %'],
  ['too low', ['estimate.roc_auc >= 0.79'], {}, 'fail', 'retrain', 'estimate.roc_auc 0.78 < 0.79'],
  [
    'below what was realised on the reference',
    ['estimate.roc_auc >= baseline - 0.02'],
    {},
    'fail',
    'retrain',
    '(baseline 0.82 - 0.02)',
  ],
  [
    'not to be told',
    ['estimate.roc_auc >= 0.7'],
    { estimates: 'the model keeps no predictions' },
    'inconclusive',
    'keep',
    'there is no estimate: the model keeps no predictions',
  ],
])('an estimate %s', (_what, gates, observed, decision, consequence, reason) => {
  const verdict = watch(seen(gates, { estimates, ...observed }));
  expect(verdict).toMatchObject({ decision, consequence });
  expect(verdict.reason).toContain(reason);
});

test('what an estimate supposes stands in the notes', () => {
  expect(watch(seen(['estimate.roc_auc >= 0.7'], { estimates })).notes).toContain(
    'valid only if P(y|x) has not changed',
  );
});
