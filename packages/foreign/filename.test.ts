import { expect, test } from 'vitest';
import { fileName } from './filename.ts';
import { Refused } from './refusal.ts';

const UTF8 = 0x800;

test.each(['predictions.csv', 'csv/predictions.csv', 'records/0a.json', 'model/', 'größe.csv'])(
  '%s',
  (name) => {
    expect(fileName(Buffer.from(name), UTF8)).toBe(name);
  },
);

test.each([
  '../x',
  'a/../b',
  '/x',
  'a//b',
  './a',
  'C:x',
  'a\\b',
  'a\0',
  'a\nb',
  'a.',
  'a ',
  'a\u202e',
  '\ufeffa',
  '',
  'a'.repeat(256),
])('%j is refused', (name) => {
  expect(() => fileName(Buffer.from(name), UTF8)).toThrow(Refused);
});

test('bytes beyond ASCII need the flag that says what they are', () => {
  expect(() => fileName(Buffer.from('größe.csv'), 0)).toThrow(Refused);
});
