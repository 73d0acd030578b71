import type { RunContext } from '#kit/ports';
import { askGit } from '../git.ts';

/** Facts of a run on this machine, from git. */
export async function localContext(folder: string, id: string): Promise<RunContext> {
  const [commit, status, branch, head, origin, remotes] = await Promise.all([
    askGit(folder, 'rev-parse', '--verify', 'HEAD'),
    askGit(folder, 'status', '--porcelain'),
    askGit(folder, 'symbolic-ref', '--short', 'HEAD'),
    askGit(folder, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD'),
    askGit(folder, 'remote', 'get-url', 'origin'),
    askGit(folder, 'remote'),
  ]);
  const alone = remotes === '';
  const facts = {
    commit,
    // git that gives a commit but no status cannot say that the checkout is clean
    dirty: commit !== null && status !== '',
    branch,
    defaultBranch: head?.replace(/^origin\//, '') ?? (alone ? branch : null),
  };
  return {
    ...facts,
    ref: branch === null ? null : `refs/heads/${branch}`,
    repository: repositoryOf(origin),
    event: 'local',
    id,
    attempt: 1,
    url: null,
    trusted: trust(facts, alone),
  };
}

/** A clean commit on the branch that origin/HEAD names, or on any branch where there is no remote. */
function trust(
  { commit, dirty, branch, defaultBranch }: Pick<RunContext, 'commit' | 'dirty' | 'branch' | 'defaultBranch'>,
  alone: boolean,
): RunContext['trusted'] {
  const no = (because: string) => ({ yes: false, because });
  if (commit === null) return no('there is no commit here');
  if (dirty) return no('the checkout has changes that are not committed');
  if (branch === null) return no('no branch is checked out');
  if (defaultBranch === null)
    return no('origin/HEAD names no default branch (git remote set-head origin --auto)');
  if (branch !== defaultBranch) return no(`${branch} is not the default branch ${defaultBranch}`);
  return {
    yes: true,
    because: alone ? `a clean commit on ${branch}, no remote` : `a clean commit on ${branch}`,
  };
}

/** `owner/name` of a remote on GitHub; nothing else of the address is kept: it may hold a password. */
function repositoryOf(remote: string | null): string | null {
  return /github\.com(?::\d+)?[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(remote ?? '')?.[1] ?? null;
}
