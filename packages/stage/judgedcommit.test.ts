import { expect, test } from 'vitest';
import type { Proposal } from '#kit/ports';
import { judgedCommit } from './judgedcommit.ts';

const [HEAD, BASE, MERGE] = ['1', '2', '3'].map((digit) => digit.repeat(40));
const PROPOSAL: Proposal = {
  ...{ kind: 'pull request', number: 7, head: HEAD ?? '', base: BASE ?? '' },
  ...{ baseBranch: 'main', fork: null },
};

// docs.github.com, events that trigger workflows: GITHUB_SHA of pull_request is the merge, of pull_request_target the
// last commit of the base branch
test.each([
  ['pull_request', MERGE ?? null, MERGE],
  ['pull_request_target', BASE ?? null, HEAD],
  ['merge_group', HEAD ?? null, HEAD],
  ['pull_request', null, HEAD],
] as const)('of %s at %s %s is judged', (event, commit, judged) => {
  expect(judgedCommit({ event, commit }, PROPOSAL)).toBe(judged);
});
