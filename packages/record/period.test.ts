import { expect, test } from 'vitest';
import { instantOf } from './period.ts';

const NOW = new Date('2026-11-24T15:30:00.000Z');

test.each([
  ['7d', '2026-11-17T15:30:00.000Z'],
  ['12h', '2026-11-24T03:30:00.000Z'],
  ['2w', '2026-11-10T15:30:00.000Z'],
  ['30min', '2026-11-24T15:00:00.000Z'],
  ['1.5 h', '2026-11-24T14:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T08:15', '2026-11-01T08:15:00.000Z'],
  ['2026-11-01 08:15:30', '2026-11-01T08:15:30.000Z'],
  ['2026-11-01T08:15Z', '2026-11-01T08:15:00.000Z'],
  ['2026-11-01T08:15+02:00', '2026-11-01T06:15:00.000Z'],
  ['2026-11-01T08:15-0530', '2026-11-01T13:45:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
])('since %s is %s', (text, expected) => {
  expect(instantOf(text, 'since', NOW).toISOString()).toBe(expected);
});

test('until a day is until its end', () => {
  expect(instantOf('2026-11-01', 'until', NOW).toISOString()).toBe('2026-11-01T23:59:59.999Z');
  expect(instantOf('2026-11-01T08:15', 'until', NOW).toISOString()).toBe('2026-11-01T08:15:00.000Z');
});

test.each([
  'yesterday',
  '7',
  '7 days',
  '2026-02-30',
  '2025-02-29',
  '2026-13-01',
  '2026-11-01T25:00',
  '24.11.2026',
  '',
])('%j is no time', (text) => {
  expect(() => instantOf(text, 'since', NOW)).toThrow(`--since = ${JSON.stringify(text)}: is no time.`);
});
