import { expect, test } from 'vitest';
import { TERMS } from '../inference/terms.ts';
import { changesOf, type GateChange, type Rules } from './change.ts';
import { parseGates } from './gate.ts';

function rules(gates: readonly string[], over: Partial<Rules> = {}): Rules {
  return { gates: parseGates(gates), terms: TERMS, allowance: 2, ...over };
}

test.each<[string, string[], string[], GateChange[], string[]]>([
  ['nothing', ['a >= 1'], ['a >= 1'], [], []],
  ['spaces', ['a>=1'], ['a >= 1'], [], []],
  ['the order', ['a >= 1', 'b < 2'], ['b < 2', 'a >= 1'], [], []],
  ['a bound', ['a >= 1'], ['a >= 0.9'], [{ before: 'a >= 1', now: 'a >= 0.9' }], ['a >= 1']],
  ['a level', ['a >= 1'], ['a >= 1 warn'], [{ before: 'a >= 1', now: 'a >= 1 warn' }], ['a >= 1']],
  ['one gate less', ['a >= 1', 'b < 2'], ['a >= 1'], [{ before: 'b < 2', now: null }], ['b < 2']],
  ['one gate more', ['a >= 1'], ['a >= 1', 'b < 2'], [{ before: null, now: 'b < 2' }], []],
  [
    'a margin beside a floor of the same measure',
    ['a >= baseline - 0.01', 'a >= 0.5'],
    ['a >= 0.5', 'a >= baseline - 0.05'],
    [{ before: 'a >= baseline - 0.01', now: 'a >= baseline - 0.05' }],
    ['a >= baseline - 0.01'],
  ],
  [
    'a floor into a comparison',
    ['a >= 0.5'],
    ['a >= baseline'],
    [
      { before: 'a >= 0.5', now: null },
      { before: null, now: 'a >= baseline' },
    ],
    ['a >= 0.5'],
  ],
  [
    'the rows',
    ['a[c=*] >= 0.5'],
    ['a[c=AA] >= 0.5'],
    [
      { before: 'a[c=*] >= 0.5', now: null },
      { before: null, now: 'a[c=AA] >= 0.5' },
    ],
    ['a[c=*] >= 0.5'],
  ],
])('a change of %s', (_, before, now, changes, binding) => {
  const found = changesOf(rules(before), rules(now));
  expect(found.changes).toEqual(changes);
  expect(found.binding.map(({ text }) => text)).toEqual(binding);
});

test('other terms are shown, and bind every gate of before', () => {
  const lax = { terms: { confidence: 0.5, minN: 1, seed: 7 }, allowance: 9 };
  const { changes, binding } = changesOf(rules(['a >= 1']), rules(['a >= 1'], lax));
  expect(changes).toEqual([
    { before: 'confidence: 0.95', now: 'confidence: 0.5' },
    { before: 'min-n: 30', now: 'min-n: 1' },
    { before: 'resampling-seed: 0', now: 'resampling-seed: 7' },
    { before: 'allowance: 2', now: 'allowance: 9' },
  ]);
  expect(binding.map(({ text }) => text)).toEqual(['a >= 1']);
});
