import { join } from 'node:path';
import { expect, test } from 'vitest';
import { casesIn } from '../../../../scripts/vectors/case.ts';
import { tried } from '../../../../scripts/vectors/trial.ts';

/**
 * Inputs and expected values of the tests of Evidently and NannyML (Apache-2.0) and of facts stated by those of
 * deepchecks; each case names repository, commit, file and test. The `evd-` ones are runs of Evidently itself.
 */
const cases = casesIn([join(import.meta.dirname, 'fixtures')]).filter(({ randomised }) => !randomised);

test('there are cases of every kind', () => {
  expect(cases.length).toBeGreaterThan(65);
});

test.each(cases.map((one) => [one.id, one.kind, one] as const))(
  'as the reference implementation has it: %s, %s',
  (_id, _kind, one) => {
    expect(tried(one)).toEqual([]);
  },
);
