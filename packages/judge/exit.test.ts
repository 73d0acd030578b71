import { expect, test } from 'vitest';
import { exitStatus, parseFailOn } from './exit.ts';
import type { Decision } from './verdict.ts';

const DECISIONS: readonly Decision[] = ['pass', 'marginal', 'fail', 'inconclusive', 'error'];

test.each<[string[], number[]]>([
  [[], [0, 0, 1, 1, 1]],
  [
    ['fail', 'inconclusive', 'error'],
    [0, 0, 1, 1, 1],
  ],
  [['fail'], [0, 0, 1, 0, 0]],
  [
    ['marginal', 'fail', 'inconclusive', 'error'],
    [0, 1, 1, 1, 1],
  ],
  [['marginal, fail,error'], [0, 1, 1, 0, 1]],
  [['never'], [0, 0, 0, 0, 0]],
])('fail-on %j gives pass, marginal, fail, inconclusive, error the statuses %j', (words, statuses) => {
  const failOn = parseFailOn(words);
  expect(DECISIONS.map((decision) => exitStatus(decision, failOn))).toEqual(statuses);
});

test.each<[string[], string]>([
  [
    ['fial'],
    'fail-on = "fial" (with:): is no decision that can fail a stage. Did you mean fail? Choose from',
  ],
  [['eror'], 'Did you mean error? Choose from marginal, fail, inconclusive, error, never.'],
  [['pass'], 'fail-on = "pass" (with:): would fail what passes. Choose from'],
  [
    ['never', 'fail'],
    'fail-on = "never, fail" (with:): says never and something else. Leave never out, or the others.',
  ],
])('fail-on %j is a mistake', (words, message) => {
  expect(() => parseFailOn(words, 'with:')).toThrow(message);
});
