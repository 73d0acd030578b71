import type { Proposal, RunContext } from '#kit/ports';

/**
 * The commit that is judged of a proposal: the merge with its base that a runner checks out. A run of pull_request_target is
 * of the base, and what it is to judge there is the head.
 */
export function judgedCommit(
  { event, commit }: Pick<RunContext, 'event' | 'commit'>,
  { head }: Proposal,
): string {
  return event === 'pull_request_target' ? head : (commit ?? head);
}
