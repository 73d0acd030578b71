import { Mistake } from '#kit/outcome';
import { BASELINE, damageOf } from '../baseline.ts';
import { knownRef } from '../knownref.ts';
import { DEPTH } from './ancestor.ts';
import { takeNearest } from './commit.ts';
import { nothing, type Search, type Trace, unknownPast } from './search.ts';
import { sightingIn } from './sighting.ts';
import { take } from './taking.ts';

/**
 * The newest evaluation of the branch that something is proposed to, else of the default branch. Of the default branch
 * that is the ref `baseline`, and where nobody has moved it, the newest of its commits that has one.
 */
export async function fromBaseBranch(search: Search): Promise<Trace> {
  const { proposal, defaultBranch } = search.scene.host.run;
  const branch = proposal?.baseBranch ?? defaultBranch;
  if (branch !== null && branch !== defaultBranch && defaultBranch !== null) return fromTip(branch, search);
  const kept = await fromBaselineRef(search);
  if (kept !== null) return kept;
  const found = branch === null ? nothing('') : await fromTip(branch, search);
  if (found.found !== null || found.missed.some(({ cause }) => cause !== 'nothing')) return found;
  return nothing('no evaluation on the default branch has passed yet');
}

/** Null where there is no such ref. Mistake: it is damaged, and nobody knows what the branch came to. */
async function fromBaselineRef(search: Search): Promise<Trace | null> {
  const { scene, evaluations } = search;
  const ref = (await knownRef(BASELINE, scene)) ?? (await afterFetch());
  if (ref === null) return null;
  const damage = damageOf(ref);
  const sighting = damage === null ? sightingIn(ref) : null;
  if (sighting !== null) return take(sighting, { kind: 'ref', name: BASELINE }, search);
  throw new Mistake({
    subject: `the ref ${BASELINE} of ${scene.model}`,
    what: `is damaged: ${damage ?? 'its record is of no evaluation'}`,
    remedy:
      'Evaluate once with baseline: none; the next evaluation on the default branch that passes sets it anew.',
  });

  async function afterFetch() {
    const { kind } = scene.host;
    return kind === 'local' && (await evaluations.fetch()) === null ? knownRef(BASELINE, scene) : null;
  }
}

async function fromTip(branch: string, search: Search): Promise<Trace> {
  const { history, run } = search.scene.host;
  const tip = await history.tip(branch);
  if ('unknown' in tip) return nothing(tip.unknown);
  const before = await history.firstParents(tip.commit, DEPTH);
  const own = tip.commit === run.commit && !run.dirty ? [] : [tip.commit];
  const commits = [...own, ...('unknown' in before ? [] : before.commits)];
  const { found, missed } = await takeNearest(commits, `the newest commits of ${branch}`, search);
  return {
    found,
    missed: [...missed, ...(found === null && 'unknown' in before ? [unknownPast(before)] : [])],
  };
}
