import type { Unknown } from '#kit/ports';
import { brief } from '#report/facts';
import { judgedCommit } from '../judgedcommit.ts';
import type { Scene } from '../scene.ts';
import { takeAt } from './commit.ts';
import { nothing, type Search, type Trace, unknownPast } from './search.ts';

/** The evaluation of the commit where the proposed branch left its base. */
export async function fromMergeBase(search: Search): Promise<Trace> {
  const { run } = search.scene.host;
  const found = await mergeBaseOf(search.scene);
  if ('unknown' in found) return { found: null, missed: [unknownPast(found)] };
  const { commit } = found;
  if (run.proposal === null && commit === run.commit && !run.dirty)
    return nothing(`${brief(commit)} is on its base branch itself: there is nothing to merge`);
  return takeAt(commit, search);
}

/**
 * The commit where what is proposed left the branch it goes to: of the merge that a runner checks out, that branch as it was
 * merged, lest what others made better meanwhile hides what this makes worse. Where nothing is proposed, as on a laptop,
 * where what is checked out left the default branch.
 */
export async function mergeBaseOf({
  host: { run, history },
}: Scene): Promise<{ readonly commit: string } | Unknown> {
  const { proposal, commit, defaultBranch } = run;
  if (proposal !== null) return history.mergeBase(proposal.base, judgedCommit(run, proposal));
  if (commit === null) return { unknown: 'there is no commit here' };
  if (defaultBranch === null)
    return {
      unknown:
        'the default branch is not known (git remote set-head origin --auto; without a remote git config init.defaultBranch <its name>)',
    };
  const base = await history.tip(defaultBranch);
  return 'unknown' in base ? base : history.mergeBase(base.commit, commit);
}
