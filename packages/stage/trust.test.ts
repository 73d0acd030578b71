import { expect, test } from 'vitest';
import type { RunContext } from '#kit/ports';
import { distrust, writerOf } from './trust.ts';

const RUN: RunContext = {
  ...{ repository: 'org/flights', commit: 'c0ffee', ref: 'refs/heads/main', dirty: false, branch: 'main' },
  ...{ defaultBranch: 'main', event: 'push', id: '7', attempt: 2, url: null, proposal: null },
  trusted: { yes: true, because: 'push on main' },
};
const PULL: RunContext = {
  ...RUN,
  ...{ ref: 'refs/pull/7/merge', event: 'pull_request', branch: 'feature' },
  trusted: { yes: false, because: 'the event is pull_request' },
};

test('an entry says by whom it was written', () => {
  expect(writerOf(PULL)).toEqual({
    ...{ repository: 'org/flights', ref: 'refs/pull/7/merge', event: 'pull_request', commit: 'c0ffee' },
    ...{ run: '7/2', defaultBranch: false, because: 'the event is pull_request' },
  });
});

test.each<[string, RunContext, Partial<RunContext>, boolean]>([
  ['a push takes what a pull request wrote', PULL, {}, true],
  ['a release takes what the default branch wrote', RUN, { event: 'release', ref: 'refs/tags/v1' }, true],
  ['a release refuses what a pull request wrote', PULL, { event: 'release', ref: 'refs/tags/v1' }, false],
  ['a deployment refuses it', PULL, { event: 'deployment' }, false],
  ['a pushed tag refuses it', PULL, { ref: 'refs/tags/v1' }, false],
  ['a laptop takes it', PULL, { event: 'local' }, true],
])('%s', (_, writer, run, taken) => {
  expect(distrust(writerOf(writer), { ...RUN, ...run }) === null).toBe(taken);
});
