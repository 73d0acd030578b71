import { expect, test } from 'vitest';
import { baselineStory } from './baselinefacts.ts';

const baselineDecidedOn = '2026-01-01T00:00:00.000Z';
const DAY = 24 * 3600;
const COMMIT = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0';
const FACTS = {
  kind: 'evaluation',
  name: COMMIT,
  digest: 'd',
  commit: COMMIT,
  way: 'ancestor',
  passedOver: [{ way: 'merge-base', reason: 'no evaluation of f00d is known here' }],
} as const;

test('way, commit, time and age are one line, and each way passed over is one', () => {
  expect(
    baselineStory(FACTS, { time: '2026-01-04T04:00:00Z', baselineDecidedOn, baselineMaxAge: 90 * DAY }),
  ).toEqual({
    found: 'found by ancestor: a1b2c3d4e5f6, decided 2026-01-01 00:00 UTC, 3 d 4 h before',
    passedOver: ['merge-base: no evaluation of f00d is known here'],
    stale: null,
  });
});

test('one that is older than is wanted is said to be', () => {
  const time = '2026-04-02T00:00:00Z';
  const { stale } = baselineStory(FACTS, { time, baselineDecidedOn, baselineMaxAge: 90 * DAY });
  expect(stale).toBe(
    'the baseline is 91 d old, and baseline-max-age is 90 d: evaluate the base branch again',
  );
});

test.each([
  ['a record of the future', '2027-01-01T00:00:00Z'],
  ['no time', 'long ago'],
])('%s has no age', (_, on) => {
  const told = baselineStory(FACTS, {
    ...{ time: '2026-04-02T00:00:00Z', baselineMaxAge: 1, baselineDecidedOn: on },
  });
  expect(told.stale).toBeNull();
  expect(told.found).not.toContain('before');
});

test('of one that was named by a file nothing is told, and of none what was passed over', () => {
  const moment = { time: '2026-04-02T00:00:00Z' };
  expect(baselineStory({ kind: 'file', name: 'v.json', digest: 'd' }, moment).found).toBeNull();
  const absent = { kind: 'absent', reason: 'none', passedOver: FACTS.passedOver } as const;
  expect(baselineStory(absent, moment).passedOver).toHaveLength(1);
});
