import { expect, test } from 'vitest';
import { grant, settle } from './cooldown.ts';
import type { EffectName } from './effect.ts';
import type { Errand } from './errand.ts';
import { type Memory, NOTHING } from './memory.ts';
import type { Signal } from './signal.ts';

const NOON = Date.parse('2026-12-01T12:00:00.000Z');
const DAY = 86_400;
const at = (hours: number) => new Date(NOON + hours * 3_600_000);

function signalOf(gates: readonly string[], facts: Partial<Signal> = {}): Signal {
  return {
    ...{ schema: 's', model: 'flights', environment: 'production', name: null },
    ...{ verdict: 'fail', decision: 'retrain', reason: 'r', occasion: 'breach' },
    ...{ served: null, record: 'aa', url: null, time: '2026-12-01T12:00:00.000Z' },
    breaches: gates.map((gate) => ({ gate, reason: 'so' })),
    ...facts,
  };
}

const tell = (...effects: EffectName[]): Errand[] =>
  effects.map((effect) => ({ effect, kind: 'tell', because: '' }));
const RECOVER: Errand[] = [{ effect: 'webhook', kind: 'recover', because: 'the verdict is pass' }];

/** What is remembered after an effect was performed at noon. */
function performed(effect: EffectName, signal: Signal): Memory {
  const { memory } = grant(NOTHING, tell(effect), signal, at(0), DAY);
  return settle(memory ?? NOTHING, { performed: [effect], failed: [], relieved: null }, signal, at(0));
}

const FAIL_A = signalOf(['a > 1']);

test.each<[string, Signal, number, 'again' | 'cools down']>([
  ['the same an hour later', FAIL_A, 1, 'cools down'],
  ['the same a minute before the end', FAIL_A, 23.98, 'cools down'],
  ['the same after the cooldown', FAIL_A, 24, 'again'],
  [
    'another record and model that serves',
    signalOf(['a > 1'], { record: 'bb', served: 'cc' }),
    1,
    'cools down',
  ],
  ['another reason of the same gate', signalOf(['a > 1'], { reason: 'other numbers' }), 1, 'cools down'],
  ['another gate', signalOf(['b > 1']), 1, 'again'],
  ['one gate more', signalOf(['a > 1', 'b > 1']), 1, 'again'],
  ['no verdict at all, which is milder', signalOf([], { verdict: 'inconclusive' }), 1, 'cools down'],
  ['an error, which is another matter', signalOf([], { verdict: 'error' }), 1, 'again'],
  ['another decision', signalOf(['a > 1'], { decision: 'rollback' }), 1, 'again'],
  ['another occasion', signalOf(['a > 1'], { occasion: 'age' }), 1, 'again'],
  ['a clock that was set back', FAIL_A, -1, 'cools down'],
])('after a breach of one gate: %s', (_, signal, hours, expected) => {
  const { granted, cooling } = grant(performed('retrain', FAIL_A), tell('retrain'), signal, at(hours), DAY);
  expect(granted).toEqual(expected === 'again' ? ['retrain'] : []);
  expect([...cooling.keys()]).toEqual(expected === 'again' ? [] : ['retrain']);
});

test('after two gates one of them is nothing new; after no verdict a failure is', () => {
  const both = performed('retrain', signalOf(['a > 1', 'b > 1']));
  expect(grant(both, tell('retrain'), FAIL_A, at(1), DAY).granted).toEqual([]);
  const unsure = performed('retrain', signalOf([], { verdict: 'inconclusive' }));
  expect(grant(unsure, tell('retrain'), FAIL_A, at(1), DAY).granted).toEqual(['retrain']);
});

test('thousands of gates are remembered in little, and the same of them cool down', () => {
  const many = signalOf(Array.from({ length: 5_000 }, (_, n) => `a[x=${n}] > 1`));
  const memory = performed('retrain', many);
  expect(JSON.stringify(memory).length).toBeLessThan(4_000);
  expect(grant(memory, tell('retrain'), many, at(1), DAY).granted).toEqual([]);
});

test('two breaches that take turns set off once each', () => {
  let memory = performed('retrain', FAIL_A);
  const seen = ['b > 1', 'a > 1', 'b > 1'].map((gate, index) => {
    const signal = signalOf([gate]);
    const made = grant(memory, tell('retrain'), signal, at(index + 1), DAY);
    memory = settle(
      made.memory ?? memory,
      { performed: made.granted, failed: [], relieved: null },
      signal,
      at(index + 1),
    );
    return made.granted.length;
  });
  expect(seen).toEqual([1, 0, 0]);
});

test('each effect has its own cooldown, and the issue has none', () => {
  const memory = performed('retrain', FAIL_A);
  const made = grant(memory, tell('rollback', 'retrain', 'webhook', 'issue'), FAIL_A, at(1), DAY);
  expect(made.granted).toEqual(['rollback', 'webhook', 'issue']);
});

test('new data asks once within the cooldown, whether the verdict passes or is marginal', () => {
  const fresh = (verdict: 'pass' | 'marginal') => signalOf([], { verdict, occasion: 'new data' });
  const memory = performed('retrain', fresh('pass'));
  expect(grant(memory, tell('retrain'), fresh('marginal'), at(1), DAY).granted).toEqual([]);
});

test.each([
  ['a run at work', 0.2, []],
  ['a run that was killed', 0.3, ['retrain']],
])('a claim that was not settled holds for 15 minutes: %s', (_, hours, granted) => {
  const { memory } = grant(NOTHING, tell('retrain'), FAIL_A, at(0), DAY);
  expect(grant(memory ?? NOTHING, tell('retrain'), FAIL_A, at(hours), DAY).granted).toEqual(granted);
});

test('a claim that failed is given back', () => {
  const { memory } = grant(NOTHING, tell('retrain'), FAIL_A, at(0), DAY);
  const after = settle(
    memory ?? NOTHING,
    { performed: [], failed: ['retrain'], relieved: null },
    FAIL_A,
    at(0),
  );
  expect(after).toEqual(NOTHING);
});

test('a cooldown of nothing repeats every time', () => {
  expect(grant(performed('retrain', FAIL_A), tell('retrain'), FAIL_A, at(0), 0).granted).toEqual(['retrain']);
});

test('a webhook hears of a recovery once, if it had heard of the breach, and of the next breach at once', () => {
  const well = signalOf([], { verdict: 'pass', decision: 'keep', occasion: null });
  expect(grant(NOTHING, RECOVER, well, at(0), DAY)).toMatchObject({ granted: [], idle: ['webhook'] });
  const told = performed('webhook', FAIL_A);
  // also when the cooldown is long over
  const recovery = grant(told, RECOVER, well, at(100), DAY);
  expect(recovery.granted).toEqual(['webhook']);
  const after = settle(
    recovery.memory ?? told,
    { performed: ['webhook'], failed: [], relieved: null },
    well,
    at(100),
  );
  expect(grant(after, RECOVER, well, at(101), DAY).idle).toEqual(['webhook']);
  const soon = grant(told, RECOVER, well, at(1), DAY).memory ?? told;
  expect(grant(soon, tell('webhook'), FAIL_A, at(2), DAY).granted).toEqual(['webhook']);
});

test('a recovery that could not be told is told next time', () => {
  const well = signalOf([], { verdict: 'pass', decision: 'keep', occasion: null });
  const told = performed('webhook', FAIL_A);
  const { memory, relieved } = grant(told, RECOVER, well, at(1), DAY);
  const after = settle(memory ?? told, { performed: [], failed: ['webhook'], relieved }, well, at(1));
  expect(grant(after, RECOVER, well, at(2), DAY).granted).toEqual(['webhook']);
});

test('new data that is told after a breach tells the recovery too, though it had been told before', () => {
  const fresh = signalOf([], { verdict: 'pass', occasion: 'new data' });
  const told = performed('webhook', fresh);
  const breach = grant(told, tell('webhook'), FAIL_A, at(1), DAY);
  const alarmed = settle(
    breach.memory ?? told,
    { performed: breach.granted, failed: [], relieved: null },
    FAIL_A,
    at(1),
  );
  const again = grant(alarmed, tell('webhook'), fresh, at(2), DAY);
  expect(again.granted).toEqual(['webhook']);
  const well = signalOf([], { verdict: 'pass', decision: 'keep', occasion: null });
  expect(grant(again.memory ?? alarmed, RECOVER, well, at(3), DAY).idle).toEqual(['webhook']);
});

test('new data that could not be told is no breach to recover from', () => {
  const fresh = signalOf([], { verdict: 'pass', occasion: 'new data' });
  const { memory, relieved } = grant(NOTHING, tell('webhook'), fresh, at(0), DAY);
  const after = settle(memory ?? NOTHING, { performed: [], failed: ['webhook'], relieved }, fresh, at(0));
  expect(after).toEqual(NOTHING);
});
