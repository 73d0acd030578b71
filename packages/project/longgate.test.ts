import { describe, expect, test } from 'vitest';
import { parseGates } from '#judge/gate/gate';
import { Mistake } from '#kit/outcome';
import { parseProject } from './project.ts';
import { evaluateFields } from './sections.ts';

function lines(gates: unknown): readonly string[] {
  const found = evaluateFields.gates.schema.safeParse(gates);
  if (!found.success) throw new Error(found.error.issues.map(({ message }) => message).join('; '));
  return found.data;
}

describe('a gate spelled out is the same as one line', () => {
  test.each<[unknown, string]>([
    [{ metric: 'roc_auc', 'at-least': 0.7 }, 'roc_auc >= 0.7'],
    [{ metric: 'latency.p95', 'at-most': '40 ms', level: 'warn' }, 'latency.p95 <= 40 ms warn'],
    [
      {
        metric: 'roc_auc',
        slice: { carrier: 'AA' },
        'at-least': 'baseline',
        minus: 0.005,
        level: 'warn',
        decide: 'confident',
        'min-n': 50,
      },
      'roc_auc[carrier=AA] >= baseline - 0.005 warn decide=confident min-n=50',
    ],
    [
      {
        metric: 'recall',
        slice: { carrier: '*', 'air port': 'New York, "JFK"' },
        'less-than': 'baseline',
        times: '102%',
        every: 'proof',
      },
      'recall[carrier=*, "air port"=\'New York, "JFK"\'] < baseline * 102% every=proof',
    ],
    [{ metric: 'eval/f1', equals: 1 }, '"eval/f1" == 1'],
  ])('%j', (long, line) => {
    expect(lines([long])).toEqual([line]);
    expect(parseGates(lines([long]))).toEqual(parseGates([line]));
  });

  test('beside lines, and alone', () => {
    expect(lines(['a > 1', { metric: 'b', 'more-than': 2 }])).toEqual(['a > 1', 'b > 2']);
    expect(lines({ metric: 'b', 'more-than': 2 })).toEqual(['b > 2']);
  });
});

test.each<[string, string]>([
  ['metric: roc_auc', 'has no bound: it takes one of at-least, at-most, more-than, less-than, equals'],
  ['metric: a, at-least: 1, at-most: 2', 'has two bounds, at-least and at-most: write two gates'],
  ['metric: a, at-least: baseline, minus: 1, times: 2', 'has minus and times: one of them is enough'],
  ['metric: a, at-least: 1, minus: 1', 'has minus, which belongs to at-least: baseline'],
  [
    'metric: a, at-leest: 1',
    'evaluate.gates.1.at-leest (mlops.yml:2:41): is no key of mlops.yml. Did you mean at-least?',
  ],
  ['metric: a, at-least: 1, level: wrn', 'is none of fail, warn'],
  ['metric: a, at-least: 1, min-n: few', 'is not a whole number'],
])('{ %s } is a mistake that says what to do', (gate, said) => {
  const parse = () =>
    parseProject(`schema: 1\nevaluate: { gates: [a > 1, { ${gate} }] }\n`, 'mlops.yml', 'fallback');
  expect(parse).toThrow(Mistake);
  expect(parse).toThrow(said);
});
