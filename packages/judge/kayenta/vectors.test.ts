import { join } from 'node:path';
import { expect, test } from 'vitest';
import { casesIn } from '../../../scripts/vectors/case.ts';
import { tried } from '../../../scripts/vectors/trial.ts';

/**
 * Inputs and expected values of Kayenta's own tests (Apache-2.0; each case names repository, commit, file and test),
 * of numbers that users saw a real Kayenta print, and of runs of a port that reproduces all of those.
 */
const cases = casesIn([join(import.meta.dirname, 'fixtures')]).filter(({ randomised }) => !randomised);

test('there are cases of every kind', () => {
  expect(cases.length).toBeGreaterThan(70);
});

test.each(cases.map((one) => [one.id, one.kind, one] as const))(
  'as Kayenta has it: %s, %s',
  (_id, _kind, one) => {
    expect(tried(one)).toEqual([]);
  },
);
