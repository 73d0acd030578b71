import type { GitHub } from '#kit/ports';
import { branch, pull, pulls } from './answer.ts';
import type { ForeignRun, Nothing } from './run.ts';

/** The pull request that a run is of. */
export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly baseRef: string;
}

/** Git allows more in a branch's name; this much can stand in the name of a check. */
const REF = /^[\p{L}\p{N}][\p{L}\p{N}._/+-]{0,200}$/u;

/**
 * The one open pull request whose head is what the run judged, by commit, repository and branch: the number that a run
 * could tell is never asked for. None, or more than one, or one into a branch that is not protected, is not reported.
 */
export async function pullOf(run: ForeignRun, api: GitHub): Promise<Pull | Nothing> {
  const { head, headRepository, repository } = run;
  const query = { state: 'open', head: `${headRepository.owner}:${run.branch}`, per_page: 100 };
  const found = pulls.parse(await api.request<unknown>('GET /repos/{owner}/{repo}/pulls', query));
  const those = found.filter(
    (one) =>
      one.state === 'open' &&
      one.head.sha === head &&
      one.head.repo?.id === headRepository.id &&
      one.base.repo?.id === repository,
  );
  const [only] = those;
  if (only === undefined) return { nothing: 'no open pull request has this commit as its head any more' };
  if (those.length > 1)
    return { nothing: `${those.length} open pull requests have this head: which is meant is not known` };
  const { ref } = only.base;
  if (!REF.test(ref)) return { nothing: 'the name of its base branch is not one that is shown' };
  const base = branch.parse(
    await api.request<unknown>('GET /repos/{owner}/{repo}/branches/{branch}', { branch: ref }),
  );
  if (!base.protected) return { nothing: `its base ${ref} is not protected` };
  return { number: only.number, head, base: only.base.sha, baseRef: ref };
}

/** Why what was read of a pull request must not be posted any more; null where it is as it was. */
export async function changedSince(
  { number, head, baseRef }: Pick<Pull, 'number' | 'head' | 'baseRef'>,
  api: GitHub,
): Promise<string | null> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const now = pull.parse(await api.request<unknown>(route, { pull_number: number }));
  if (now.state !== 'open') return `pull request ${number} is not open any more`;
  if (now.head.sha !== head) return `pull request ${number} has another head by now`;
  return now.base.ref === baseRef ? null : `pull request ${number} goes to another branch by now`;
}
