import { count } from '#report/number';
import { takeNearest } from './commit.ts';
import { mergeBaseOf } from './mergebase.ts';
import { nothing, type Search, type Trace, unknownPast } from './search.ts';

/** How far back is looked. */
export const DEPTH = 50;

/**
 * The evaluation of the nearest first parent that has one: of the merge base where something is proposed, else of what is
 * checked out. Changes that are not committed come after the commit they are on, so that it is the first.
 */
export async function fromAncestor(search: Search): Promise<Trace> {
  const { run, history, kind } = search.scene.host;
  const from =
    run.proposal === null
      ? run.commit === null
        ? { unknown: 'there is no commit here' }
        : { commit: run.commit }
      : await mergeBaseOf(search.scene);
  if ('unknown' in from) return { found: null, missed: [unknownPast(from)] };
  const before = await history.firstParents(from.commit, DEPTH);
  const own = kind === 'local' && run.dirty ? [from.commit] : [];
  const cut = 'unknown' in before ? [unknownPast(before)] : [];
  const commits = [...own, ...('unknown' in before ? [] : before.commits)];
  if (commits.length === 0)
    return cut.length > 0 ? { found: null, missed: cut } : nothing('there is no commit before this one');
  const { found, missed } = await takeNearest(
    commits,
    `the ${count(commits.length, 'commit')} before`,
    search,
  );
  return { found, missed: [...missed, ...(found === null ? cut : [])] };
}
