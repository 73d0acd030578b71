import { expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import type { Posting } from '#posting/posting';
import { postingSample } from '#posting/sample';
import { foreignPosting } from './forwarding.ts';

const READ: Partial<Posting> = {
  conclusion: 'neutral',
  selfReported: true,
  checkName: 'mlops/flights (fork into main)',
};

test('what a job that reads makes may be posted', () => {
  expect(foreignPosting(postingSample(READ))).toEqual(postingSample(READ));
});

test.each<[string, Partial<Posting>]>([
  ['a check that says yes', { conclusion: 'success' }],
  ['a check that says no', { conclusion: 'failure' }],
  ['a check under the name that is required', { checkName: 'mlops/flights' }],
  ['a commit of no pull request', { number: null }],
  ['a pull request into nothing', { baseRef: null }],
  ['scores that nobody called self-reported', { selfReported: false }],
])('%s is never made of it', (_, over) => {
  expect(() => foreignPosting(postingSample({ ...READ, ...over }))).toThrow(Mistake);
});
