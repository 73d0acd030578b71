import { expect, test } from 'vitest';
import { reopenableSince, stepOf } from './issue.ts';

test.each<[string, 'open' | 'closed' | null, boolean, string]>([
  ['none, and all is well', null, false, 'nothing'],
  ['none, and a breach', null, true, 'open'],
  ['an open one, and a breach', 'open', true, 'update'],
  ['an open one, and all is well', 'open', false, 'close'],
  ['one closed lately, and a breach', 'closed', true, 'reopen'],
  ['one closed lately, and all is well', 'closed', false, 'nothing'],
])('there is %s', (_, state, breached, step) => {
  expect(stepOf(state === null ? null : { state }, breached)).toBe(step);
});

test('lately is within 30 days', () => {
  expect(reopenableSince(new Date('2026-12-01T12:00:00Z')).toISOString()).toBe('2026-11-01T12:00:00.000Z');
});
