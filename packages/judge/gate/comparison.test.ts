import { expect, test } from 'vitest';
import { apart, digits } from '../digits.ts';
import { compare } from './comparison.ts';
import type { Operator } from './gate.ts';

test.each<[number, Operator, number, boolean]>([
  [0.7, '>=', 0.7, true],
  [0.6999, '>=', 0.7, false],
  [0.7, '>', 0.7, false],
  [0.7001, '>', 0.7, true],
  [0.7, '<=', 0.7, true],
  [0.7001, '<=', 0.7, false],
  [0.7, '<', 0.7, false],
  [0.6999, '<', 0.7, true],
  [0, '==', -0, true],
  [1, '==', 2, false],
  [-3, '<', -2, true],
  [1e-9, '>', 0, true],
])('%d %s %d is %s', (observed, operator, bound, holds) => {
  expect(compare(observed, bound, operator)).toBe(holds);
});

test('rounding of doubles decides nothing: 0.3 keeps to 0.1 + 0.2, though doubles say it is less', () => {
  expect(0.3 >= 0.1 + 0.2).toBe(false);
  expect(compare(0.3, 0.1 + 0.2, '>=')).toBe(true);
  expect(compare(0.3, 0.1 + 0.2, '<')).toBe(false);
  expect(compare(0.3, 0.1 + 0.2, '==')).toBe(true);
});

test.each<[number, string]>([
  [0.681234, '0.6812'],
  [0.7, '0.7'],
  [0, '0'],
  [123456.7, '123457'],
  [0.0000123456, '0.00001235'],
])('%d is shown as %s', (number, shown) => {
  expect(digits(number)).toBe(shown);
});

test.each<[number, number, [string, string]]>([
  [0.69998, 0.7, ['0.69998', '0.7']],
  [0.5, 0.7, ['0.5', '0.7']],
  [0.7, 0.7, ['0.7', '0.7']],
])('%d and %d are shown apart', (one, other, shown) => {
  expect(apart(one, other)).toEqual(shown);
});
