import { expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { unknownNoise } from '../decision/noise.ts';
import type { Shift } from '../drift/shift.ts';
import { parseGates } from '../gate/gate.ts';
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
