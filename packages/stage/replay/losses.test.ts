import { expect, test } from 'vitest';
import { digestOf } from '#record/digest';
import { Losses, variableLosses } from './losses.ts';

// printf value | sha256sum
const VALUE = 'cd42404d52ad55ccfa9aca4adc828aa5800ad9d385a0671fbcbf724118320619';

test.each([
  ['it has the value it had', { KEY: VALUE }, { KEY: 'value' }, []],
  ['it was not set', { KEY: null }, { KEY: 'value' }, []],
  [
    'it is not set',
    { KEY: VALUE },
    {},
    ['env KEY is not set: the record holds its digest only. Set it, and replay again.'],
  ],
  ['it has another value', { KEY: VALUE }, { KEY: 'other' }, ['env KEY has another value than it had.']],
  ['it is empty now', { KEY: VALUE }, { KEY: '' }, ['env KEY has another value than it had.']],
])('a declared variable: %s', (_what, recorded, env, losses) => {
  expect(digestOf('value')).toBe(VALUE);
  expect(variableLosses(recorded, env)).toEqual(losses);
});

test('a loss is said at once, and once', () => {
  const warnings: string[] = [];
  const losses = new Losses({ warning: (text) => void warnings.push(text) });
  losses.add('one');
  losses.add('two');
  losses.add('one');
  expect(warnings).toEqual(['one', 'two']);
  expect(losses.all).toEqual(['one', 'two']);
});
