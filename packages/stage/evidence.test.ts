import { expect, test } from 'vitest';
import type { Evidence } from '#judge/decision/decide';
import type { Measurement } from '#metrics/measurement';
import type { Baseline } from './baseline.ts';
import type { Beside } from './beside.ts';
import { withBeside } from './evidence.ts';

function number(metric: string, value: number, rows = 0): Measurement {
  return { metric, value, rows, direction: 'none' };
}

const MEASURED: Evidence = {
  gates: [],
  candidate: [number('roc_auc', 0.9, 100)],
  baseline: [number('roc_auc', 0.8, 100)],
  baselineFacts: { kind: 'absent', reason: 'none' },
  trainMetrics: { duration: 1 },
  onDefaultBranch: false,
  rows: 100,
  others: ['mcc'],
  notes: ['first'],
};

function beside(measurements: readonly Measurement[], baseline: readonly Measurement[] = []): Beside {
  return { measurements, baseline, absent: new Map([['model.size', 'why']]), notes: ['second'] };
}

function kept(measurements: readonly Measurement[] | null): Baseline {
  const facts = { kind: 'absent', reason: 'none' } as const;
  const [chain, origins] = [new Map<string, string>(), new Map<string, string>()];
  const unknown = { predictions: null, decidedOn: null, record: null };
  return { facts, measurements, notes: [], chain, origins, ...unknown };
}

test('numbers beside predictions are judged like measured ones; without a count of their own they rest on all rows', () => {
  const found = withBeside(
    MEASURED,
    beside([number('eval_loss', 0.5), number('lm.acc', 0.4, 37)]),
    kept(null),
  );
  expect(found.candidate).toEqual([
    number('roc_auc', 0.9, 100),
    number('eval_loss', 0.5, 100),
    number('lm.acc', 0.4, 37),
  ]);
  expect(found.absent?.get('model.size')).toBe('why');
  expect(found.others).toEqual(['mcc', 'model.size', 'model.parameters', 'train.duration']);
  expect(found.notes).toEqual(['first', 'second']);
});

test('of the baseline what was measured anew stands, then what its verdict holds', () => {
  const verdict = kept([number('roc_auc', 0.1), number('profit', 1), number('model.size', 9)]);
  const found = withBeside(MEASURED, beside([number('profit', 3)], [number('profit', 2)]), verdict);
  expect(found.baseline).toEqual([number('roc_auc', 0.8, 100), number('profit', 2), number('model.size', 9)]);
  expect(withBeside({ ...MEASURED, baseline: null }, beside([]), verdict).baseline).toBeNull();
});

test('a name that predictions have already is a mistake; what training calls duration stays its own', () => {
  expect(() => withBeside(MEASURED, beside([number('roc_auc', 1)]), kept(null))).toThrow(
    'roc_auc: is measured from the predictions, and said beside them too.',
  );
  const found = withBeside(MEASURED, beside([number('train.duration', 9)]), kept(null));
  expect(found.candidate.map(({ metric }) => metric)).toEqual(['roc_auc']);
});
