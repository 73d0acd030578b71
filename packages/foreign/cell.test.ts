import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Names } from './cell.ts';

const names = () => new Names(new Set(['@org/team']));

test.each(['AA', 'São Paulo', '東京', '18-25', '3.5', 'a_b', 'under +20'])('%s is shown as it is', (text) => {
  expect(names().of(text)).toBe(text);
});

test.each([
  '@org/everyone',
  'fixes #1',
  'GH-12',
  'www.evil.example',
  '0123456',
  'https://evil.example',
  '<b>',
  '__proto__',
  '=1+1',
  '-1',
  '',
  ' ',
  'a\u202eb',
  'value 7',
  'a'.repeat(65),
])('%j is not', (text) => {
  expect(names().of(text)).toBe('value 1');
});

test('what the base has is shown, whatever it is', () => {
  expect(names().of('@org/team')).toBe('@org/team');
});

test('two texts never get one name, and nothing that steers is shown', () => {
  const texts = fc.uniqueArray(
    fc.oneof(fc.string(), fc.constantFrom('value 1', 'value 2', 'AA', '@a', '#1')),
  );
  fc.assert(
    fc.property(texts, (all) => {
      const given = new Names(new Set());
      const shown = all.map((text) => given.of(text));
      expect(new Set(shown).size).toBe(all.length);
      for (const one of shown) expect(one).toMatch(/^[\p{L}\p{N}\p{M} ._+-]+$/u);
    }),
  );
});
