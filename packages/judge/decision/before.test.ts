import { describe, expect, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import type { Rules } from '../gate/change.ts';
import { parseGates } from '../gate/gate.ts';
import { TERMS } from '../inference/terms.ts';
import type { Decision, Verdict } from '../verdict.ts';
import { decide, type Evidence } from './decide.ts';

const CANDIDATE: readonly Measurement[] = [
  { metric: 'roc_auc', value: 0.68, rows: 100, direction: 'higher-is-better', standardError: 0.02 },
  { metric: 'accuracy', value: 0.8, rows: 100, direction: 'higher-is-better' },
];

function judge(before: readonly string[], now: readonly string[], over: Partial<Evidence> = {}): Verdict {
  const rules: Rules = { gates: parseGates(before), terms: TERMS, allowance: 2 };
  return decide({
    gates: parseGates(now),
    candidate: CANDIDATE,
    baseline: null,
    baselineFacts: { kind: 'absent', reason: 'there is none yet' },
    onDefaultBranch: false,
    rows: 100,
    before: rules,
    allowance: 2,
    ...over,
  });
}

describe('a gate that a change loosens', () => {
  test.each<[string, string[], string[], Decision, string]>([
    [
      'still has to hold as it was',
      ['roc_auc >= 0.7'],
      ['roc_auc >= 0.6'],
      'fail',
      '1 of 2 gates fails: roc_auc 0.68 < 0.7; so by the gate before this change',
    ],
    [
      'and that is taken away',
      ['roc_auc >= 0.7'],
      ['accuracy >= 0.6'],
      'fail',
      'so by the gate before this change',
    ],
    [
      'into a warning',
      ['roc_auc >= 0.7'],
      ['roc_auc >= 0.7 warn'],
      'fail',
      'so by the gate before this change',
    ],
    ['and that holds both ways', ['roc_auc >= 0.6'], ['roc_auc >= 0.5'], 'pass', 'all 2 gates pass'],
    [
      'and that only warned',
      ['roc_auc >= 0.7 warn'],
      ['accuracy >= 0.6'],
      'marginal',
      '1 warning does not pass',
    ],
    [
      'whose measure went with it',
      ['recall >= 0.7'],
      ['accuracy >= 0.6'],
      'inconclusive',
      'there is no metric recall',
    ],
    ['not at all', ['accuracy >= 0.6'], ['accuracy >= 0.6'], 'pass', 'the one gate passes'],
  ])('%s', (_, before, now, decision, reason) => {
    const verdict = judge(before, now);
    expect(verdict.decision).toBe(decision);
    expect(verdict.reason).toContain(reason);
  });

  test('a tightened one that fails only as it is now fails', () => {
    const { decision, gates } = judge(['roc_auc >= 0.6'], ['roc_auc >= 0.7']);
    expect([decision, ...gates.map(({ state, from }) => [state, from])]).toEqual([
      'fail',
      ['fail', undefined],
      ['pass', 'before'],
    ]);
  });

  test('passes where it is accepted in the open', () => {
    const acceptances = [{ gate: 'roc_auc >= 0.7', why: 'harder rows', until: '2027-01-01', added: true }];
    const verdict = judge(['roc_auc >= 0.7'], ['roc_auc >= 0.6'], {
      accepting: { acceptances, today: '2026-12-01' },
    });
    expect(verdict.decision).toBe('marginal');
    expect(verdict.reason).toContain('accepted until 2027-01-01: harder rows, added in this change');
    expect(verdict.changes).toEqual([{ before: 'roc_auc >= 0.7', now: 'roc_auc >= 0.6' }]);
    expect(verdict.gates.find(({ from }) => from === 'before')?.advice).toBeUndefined();
  });

  test('and says how to let it pass', () => {
    const { gates } = judge(['roc_auc >= 0.7'], ['roc_auc >= 0.6']);
    expect(gates.find(({ from }) => from === 'before')?.advice).toBe(
      "where the change is wanted, say so under evaluate in mlops.yml: accept: [{ gate: 'roc_auc >= 0.7', why: …, until: <date> }]",
    );
  });
});

test('terms that a change loosens hold as they were', () => {
  // 0.68 with a standard error of 0.02: whole above 0.65 at 50 % (0.667 to 0.693), and not at 95 % (0.641 to 0.719)
  const gates = ['roc_auc >= 0.65 decide=confident'];
  const lax = judge(gates, gates, { terms: { ...TERMS, confidence: 0.5 } });
  expect(lax.gates.map(({ state, from }) => [state, from])).toEqual([
    ['pass', undefined],
    ['inconclusive', 'before'],
  ]);
  expect(lax.decision).toBe('inconclusive');
  expect(lax.changes).toEqual([{ before: 'confidence: 0.95', now: 'confidence: 0.5' }]);
});

test('where nothing changed there are no changes', () => {
  expect(judge(['accuracy >= 0.6'], ['accuracy >= 0.6'])).not.toHaveProperty('changes');
});

test('where the seed was another, the gate of before is judged by the resampling of before', () => {
  const sure = (low: number, high: number) => ({
    estimate: () => ({
      ...{ value: 0.8, interval: [low, high] as const, standardError: 0.02, n: 100, noun: 'rows' },
      ...{ method: 'bootstrap', open: null },
    }),
    contrast: () => 'there is no baseline',
  });
  const gate = ['accuracy >= 0.7 decide=confident'];
  const before: Rules = { gates: parseGates(gate), terms: { ...TERMS, seed: 1 }, allowance: 2 };
  const verdict = judge(gate, gate, { before, noise: sure(0.72, 0.88), noiseBefore: sure(0.65, 0.95) });
  expect(verdict.gates.map(({ from, state }) => [from, state])).toEqual([
    [undefined, 'pass'],
    ['before', 'inconclusive'],
  ]);
});
