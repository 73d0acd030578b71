import { brief } from '#report/facts';
import type { Missed, Search, Trace } from './search.ts';
import { take } from './taking.ts';

/** The evaluation of a commit, where there is one that is taken. */
export async function takeAt(commit: string, search: Search): Promise<Trace> {
  const { found, missed } = await seekAt(commit, search);
  if (found !== null || missed.length > 0) return { found, missed };
  return { found, missed: [await unknownAt(brief(commit), search)] };
}

/** The nearest of several commits, in their order, whose evaluation is taken. `of`: what they are called. */
export async function takeNearest(commits: readonly string[], of: string, search: Search): Promise<Trace> {
  const missed: Missed[] = [];
  for (const commit of commits) {
    const seen = await seekAt(commit, search);
    missed.push(...seen.missed);
    if (seen.found !== null) return { found: seen.found, missed };
  }
  return { found: null, missed: missed.length > 0 ? missed : [await unknownAt(of, search)] };
}

/** Nothing is said of a commit without any evaluation. */
async function seekAt(commit: string, search: Search): Promise<Trace> {
  const { sighting, missed } = await search.evaluations.at(commit);
  if (sighting === null) return { found: null, missed };
  const taken = await take(sighting, { kind: 'evaluation', name: commit }, search);
  return { found: taken.found, missed: [...missed, ...taken.missed] };
}

async function unknownAt(of: string, { evaluations }: Search): Promise<Missed> {
  const { refusal } = evaluations;
  const asked = await evaluations.fetch();
  const why = refusal?.reason ?? asked;
  const reason = `no evaluation of ${of} is known here${why === null ? '' : ` (${why})`}`;
  return { reason, cause: refusal?.cause ?? 'nothing' };
}
