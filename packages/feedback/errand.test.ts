import { expect, test } from 'vitest';
import { type EffectName, readEffects } from './effect.ts';
import { errandsOf } from './errand.ts';
import type { Signal } from './signal.ts';

const ALL: readonly EffectName[] = ['issue', 'retrain', 'rollback', 'webhook'];

function signalOf(facts: Partial<Signal>): Signal {
  return {
    ...{
      schema: 's',
      model: 'm',
      environment: 'e',
      name: null,
      verdict: 'pass',
      decision: 'keep',
      reason: 'r',
    },
    ...{ breaches: [], occasion: null, served: null, record: 'a', url: null, time: 't' },
    ...facts,
  };
}

test.each<[string, Partial<Signal>, string]>([
  ['a healthy run', {}, 'rollback none, retrain none, webhook recover, issue recover'],
  [
    'a warning, which passes',
    { verdict: 'marginal' },
    'rollback none, retrain none, webhook recover, issue recover',
  ],
  ['a breach', { verdict: 'fail' }, 'rollback none, retrain none, webhook tell, issue tell'],
  ['no verdict', { verdict: 'inconclusive' }, 'rollback none, retrain none, webhook tell, issue tell'],
  ['an error', { verdict: 'error' }, 'rollback none, retrain none, webhook tell, issue tell'],
  [
    'a breach that asks for a training',
    { verdict: 'fail', decision: 'retrain', occasion: 'breach' },
    'rollback none, retrain tell, webhook tell, issue tell',
  ],
  [
    'a canary that failed',
    { verdict: 'fail', decision: 'rollback' },
    'rollback tell, retrain none, webhook tell, issue tell',
  ],
  [
    'a canary on hold',
    { verdict: 'inconclusive', decision: 'hold' },
    'rollback none, retrain none, webhook none, issue none',
  ],
  [
    'new data in good health',
    { decision: 'retrain', occasion: 'new data' },
    'rollback none, retrain tell, webhook tell, issue recover',
  ],
])('%s', (_, facts, expected) => {
  const errands = errandsOf(ALL, signalOf(facts));
  expect(errands.map(({ effect, kind }) => `${effect} ${kind}`).join(', ')).toBe(expected);
});

test('new data and age ask for a retraining by themselves, a breach only where it is listed', () => {
  const effects = (occasion: Signal['occasion']) =>
    errandsOf(['issue'], signalOf({ occasion })).map(({ effect }) => effect);
  expect(effects('new data')).toEqual(['retrain', 'issue']);
  expect(effects('age')).toEqual(['retrain', 'issue']);
  expect(effects('breach')).toEqual(['issue']);
});

test.each<[readonly string[], readonly EffectName[]]>([
  [[], []],
  [['issue, retrain, rollback, webhook'], ['rollback', 'retrain', 'webhook', 'issue']],
  [
    ['webhook', 'issue', 'webhook'],
    ['webhook', 'issue'],
  ],
  [[' issue ,'], ['issue']],
])('on-breach %j', (words, effects) => {
  expect(readEffects(words)).toEqual(effects);
});

test('a word that is no effect is a mistake that says what is meant', () => {
  expect(() => readEffects(['isue', 'page'])).toThrow(
    'on-breach = "isue": is no effect. Did you mean issue?\n' +
      'on-breach = "page": is no effect. Effects are issue, retrain, rollback and webhook.',
  );
});
