import type { RunContext } from '#kit/ports';
import { askGit } from '../git.ts';

/** Facts of a run on this machine, from git. */
export async function localContext(folder: string, id: string): Promise<RunContext> {
  const commit = await askGit(folder, 'rev-parse', 'HEAD');
  const [status, branch, head, remote] = await Promise.all([
    askGit(folder, 'status', '--porcelain'),
    askGit(folder, 'symbolic-ref', '--short', 'HEAD'),
    askGit(folder, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD'),
    askGit(folder, 'remote', 'get-url', 'origin'),
  ]);
  const dirty = status !== null && status !== '';
  const defaultBranch = head?.replace(/^origin\//, '') ?? (remote === null ? branch : null);
  const facts = { commit, dirty, branch, defaultBranch };
  return {
    ...facts,
    repository: repositoryOf(remote),
    event: 'local',
    id,
    attempt: 1,
    url: null,
    trusted: trust(facts),
  };
}

/** A clean commit on the branch that origin/HEAD names, or on any branch where there is no remote. */
function trust(
  facts: Pick<RunContext, 'commit' | 'dirty' | 'branch' | 'defaultBranch'>,
): RunContext['trusted'] {
  const no = (because: string) => ({ yes: false, because });
  if (facts.commit === null) return no('there is no commit here');
  if (facts.dirty) return no('the checkout has changes that are not committed');
  if (facts.branch === null) return no('no branch is checked out');
  if (facts.defaultBranch === null)
    return no('origin/HEAD names no default branch (git remote set-head origin -a)');
  if (facts.branch !== facts.defaultBranch)
    return no(`${facts.branch} is not the default branch ${facts.defaultBranch}`);
  return { yes: true, because: `a clean commit on ${facts.branch}` };
}

function repositoryOf(remote: string | null): string | null {
  return /github\.com[/:]([^/]+\/[^/]+?)(?:\.git)?$/.exec(remote ?? '')?.[1] ?? null;
}
