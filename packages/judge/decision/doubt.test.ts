import { describe, expect, it, test } from 'vitest';
import type { Measurement } from '#metrics/measurement';
import { parseGates } from '../gate/gate.ts';
import { decide, type Evidence } from './decide.ts';

const measured = (metric: string, value: number): Measurement => ({
  metric,
  value,
  rows: 100,
  direction: 'higher-is-better',
});

const MISSING = { kind: 'missing', because: 'the shard b is missing: 2 of 3 are there' } as const;
const CHOSEN = {
  kind: 'chosen',
  because: 'these rows chose it among 3 (winner’s curse)',
  advice: 'set select.share',
} as const;

function verdictOf(gates: readonly string[], more: Partial<Evidence>) {
  return decide({
    gates: parseGates(gates),
    candidate: [measured('accuracy', 0.8), measured('model.size', 5)],
    baseline: null,
    baselineFacts: { kind: 'absent', reason: 'none was asked for' },
    onDefaultBranch: true,
    rows: 100,
    measured: new Set(['accuracy']),
    ...more,
  });
}

describe('a missing part of the rows is inconclusive, and never green', () => {
  test.each([
    ['what passes', ['accuracy >= 0.7'], 'inconclusive'],
    ['what fails', ['accuracy >= 0.9'], 'inconclusive'],
    ['a warning that passes', ['accuracy >= 0.7 warn'], 'inconclusive'],
    ['what waits for a baseline', ['accuracy >= baseline'], 'inconclusive'],
    ['a gate that can never be judged', ['acuracy >= 0.7'], 'error'],
  ])('%s', (_what, gates, decision) => {
    const verdict = verdictOf(gates, { doubt: MISSING });
    expect(verdict.decision).toBe(decision);
    if (decision !== 'error') expect(verdict.reason).toBe(MISSING.because);
    expect(verdict.gates.some(({ state }) => state === 'pass')).toBe(false);
  });

  it('all of them too', () => {
    const verdict = verdictOf(['accuracy >= 0.7'], {
      doubt: MISSING,
      rows: 0,
      candidate: [],
      withoutRows: true,
    });
    expect([verdict.decision, verdict.reason]).toEqual(['inconclusive', MISSING.because]);
    expect(verdict.gates.map(({ state }) => state)).toEqual(['inconclusive']);
  });
});

describe('on rows that chose the candidate', () => {
  test.each([
    ['a floor that holds is not decided', ['accuracy >= 0.7'], 'inconclusive'],
    ['one that does not hold fails all the more', ['accuracy >= 0.9'], 'fail'],
    ['a warning is a warning', ['accuracy >= 0.7 warn'], 'marginal'],
    ['what is not measured from rows is judged as ever', ['model.size >= 1'], 'pass'],
  ])('%s', (_what, gates, decision) => {
    const verdict = verdictOf(gates, { doubt: CHOSEN });
    expect(verdict.decision).toBe(decision);
    if (decision === 'inconclusive') expect(verdict.reason).toContain('winner’s curse');
  });
});
