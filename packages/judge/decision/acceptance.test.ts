import { describe, expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { parseGates } from '../gate/gate.ts';
import { countsOf, type Decision, gatesAsTests, type Verdict } from '../verdict.ts';
import type { Acceptance } from './acceptance.ts';
import { decide, type Evidence } from './decide.ts';

const CANDIDATE: readonly Measurement[] = [
  { metric: 'roc_auc', value: 0.68, rows: 100, direction: 'higher-is-better' },
  { metric: 'accuracy', value: 0.8, rows: 100, direction: 'higher-is-better' },
  {
    metric: 'mcc',
    value: Number.NaN,
    rows: 100,
    direction: 'higher-is-better',
    undefinedBecause: 'one class',
  },
];
const BASELINE: readonly Measurement[] = [
  { metric: 'roc_auc', value: 0.71, rows: 100, direction: 'higher-is-better' },
  { metric: 'accuracy', value: 0.75, rows: 100, direction: 'higher-is-better' },
];

function entry(gate: string, over: Partial<Acceptance> = {}): Acceptance {
  return { gate, why: 'the labels of May are wrong', until: '2026-12-31', ...over };
}

function judge(
  gates: readonly string[],
  acceptances: readonly Acceptance[],
  over: Partial<Evidence> = {},
): Verdict {
  return decide({
    gates: parseGates(gates),
    candidate: CANDIDATE,
    baseline: BASELINE,
    baselineFacts: { kind: 'ref', name: 'baseline', digest: 'sha256:00' },
    onDefaultBranch: false,
    rows: 100,
    accepting: { acceptances, today: '2026-12-01' },
    ...over,
  });
}

const OTHER_ROWS: Partial<Evidence> = { incomparable: 'it was measured on other rows' };
const NONE: Partial<Evidence> = {
  baseline: null,
  baselineFacts: { kind: 'absent', reason: 'there is none yet' },
};

describe('a red gate that is accepted', () => {
  test.each<[string, string, Acceptance, Partial<Evidence>, Decision, string]>([
    [
      'by its text',
      'roc_auc >= 0.7',
      entry('roc_auc  >= 0.7'),
      {},
      'marginal',
      'the one gate is red: roc_auc 0.68 < 0.7; accepted until 2026-12-31: the labels of May are wrong',
    ],
    [
      'by another spelling of it',
      'roc_auc>=0.7',
      entry('roc_auc >= 0.7'),
      {},
      'marginal',
      '; accepted until',
    ],
    ['by its measure', 'roc_auc >= 0.7', entry('roc_auc', { by: 'Ada' }), {}, 'marginal', 'are wrong (Ada)'],
    [
      'in the same change',
      'roc_auc >= 0.7',
      entry('roc_auc', { added: true }),
      {},
      'marginal',
      'the labels of May are wrong, added in this change',
    ],
    [
      'on its last day',
      'roc_auc >= 0.7',
      entry('roc_auc', { until: '2026-12-01' }),
      {},
      'marginal',
      '; accepted until',
    ],
    [
      'and whose last day has passed',
      'roc_auc >= 0.7',
      entry('roc_auc', { until: '2026-11-30' }),
      {},
      'fail',
      'the one gate fails: roc_auc 0.68 < 0.7; its acceptance expired on 2026-11-30',
    ],
    [
      'by the text of another',
      'roc_auc >= 0.7',
      entry('roc_auc >= 0.8'),
      {},
      'fail',
      'the one gate fails: roc_auc 0.68 < 0.7',
    ],
    [
      'as there is nothing to compare with',
      'roc_auc >= baseline',
      entry('baseline'),
      OTHER_ROWS,
      'marginal',
      '; accepted until',
    ],
    [
      'as there is no baseline at all',
      'roc_auc >= baseline',
      entry('baseline'),
      NONE,
      'marginal',
      '; accepted until',
    ],
    [
      'though it lost against the baseline: that is no want of one',
      'roc_auc >= baseline - 0.01',
      entry('baseline'),
      {},
      'fail',
      'the one gate fails: roc_auc 0.68 < 0.7 (baseline 0.71 - 0.01), noise not judged: there are no examples',
    ],
  ])('%s', (_, gate, acceptance, over, decision, reason) => {
    const verdict = judge([gate], [acceptance], over);
    expect(verdict.decision).toBe(decision);
    expect(verdict.reason).toContain(reason);
  });

  test('stays red, and says on whose word it passes', () => {
    const { gates } = judge(['roc_auc >= 0.7', 'accuracy >= 0.7'], [entry('roc_auc')]);
    expect(gates.map(({ state }) => state)).toEqual(['fail', 'pass']);
    expect(gates[0]?.accepted).toEqual({ why: 'the labels of May are wrong', until: '2026-12-31' });
    expect(gates[1]).not.toHaveProperty('accepted');
    expect(gatesAsTests({ gates })).toEqual({
      passed: ['accuracy >= 0.7'],
      warned: ['roc_auc >= 0.7'],
      failed: [],
    });
    expect(countsOf({ gates })).toEqual({ passed: 1, warned: 1, failed: 0, inconclusive: 0 });
  });

  test('lets no other gate pass', () => {
    const verdict = judge(['roc_auc >= 0.7', 'accuracy >= 0.9'], [entry('roc_auc')]);
    expect([verdict.decision, verdict.reason]).toEqual(['fail', '1 of 2 gates fails: accuracy 0.8 < 0.9']);
  });

  test.each<[string, string, string]>([
    ['is not defined', 'mcc >= 0.2', 'mcc'],
    ['has a measure that there is not', 'roc_acu >= 0.2', 'roc_acu'],
  ])('is still an error where it %s', (_, gate, said) => {
    const { decision, notes } = judge([gate], [entry(said)]);
    expect(decision).toBe('error');
    expect(notes).toContain(`accept: ${said} cannot be judged, and what cannot be judged is not accepted`);
  });

  test('changes nothing about rows that cannot be judged', () => {
    const flawed = { flaws: ['column p_late is empty or NaN in 1 of 100 rows (row 3)'] };
    expect(judge(['roc_auc >= 0.7'], [entry('roc_auc')], flawed).decision).toBe('error');
  });
});

test('where rows are missing nothing is accepted', () => {
  const doubt = { kind: 'missing', because: 'shard 2 of 3 is not there' } as const;
  const { decision, notes } = judge(['roc_auc >= 0.7'], [entry('roc_auc')], { doubt });
  expect([decision, notes]).toEqual([
    'inconclusive',
    ['accept: nothing is accepted where a part of the rows is missing'],
  ]);
});

test('an acceptance of no gate is noted, and one of a gate that passes is not', () => {
  const { decision, notes } = judge(['accuracy >= 0.7'], [entry('recall'), entry('accuracy')]);
  expect(decision).toBe('pass');
  expect(notes).toEqual(['accept: there is no gate recall: take the entry out, or mend it']);
});
