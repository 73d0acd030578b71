import type { RunContext } from '#kit/ports';
import { askGit, branchNames, remotes } from '../git.ts';

/** Facts of a run on this machine, from git. */
export async function localContext(folder: string, id: string): Promise<RunContext> {
  const [status, config] = await Promise.all([
    askGit(folder, 'status', '--porcelain=v2', '--branch'),
    remotes(folder),
  ]);
  const { commit, branch, changed } = await checkedOut(folder, status);
  const alone = config === '';
  const facts = {
    commit,
    dirty: changed !== null,
    branch,
    defaultBranch: alone ? await ownDefault(folder, branch) : await defaultOfOrigin(folder),
  };
  const origin = /^remote\.origin\.url (.*)$/m.exec(config)?.[1] ?? null;
  return {
    ...facts,
    ref: branch === null ? null : `refs/heads/${branch}`,
    repository: repositoryOf(origin),
    event: 'local',
    id,
    attempt: 1,
    url: null,
    proposal: null,
    trusted: trust(facts, alone, changed ?? ''),
  };
}

async function defaultOfOrigin(folder: string): Promise<string | null> {
  const head = await askGit(folder, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  return head?.replace(/^origin\//, '') ?? null;
}

/**
 * The default branch where there is no remote: the only branch; of several the one that `init.defaultBranch` names, else
 * main or master; null where none of them is there.
 */
async function ownDefault(folder: string, branch: string | null): Promise<string | null> {
  const branches = await branchNames(folder);
  if (branches.length < 2) return branches[0] ?? branch;
  const named = await askGit(folder, 'config', '--get', 'init.defaultBranch');
  return [named, 'main', 'master'].find((name) => name !== null && branches.includes(name)) ?? null;
}

/**
 * Commit, branch and what is changed (null: nothing is), from `git status --porcelain=v2 --branch` (git-status(1)).
 */
async function checkedOut(
  folder: string,
  status: string | null,
): Promise<Pick<RunContext, 'commit' | 'branch'> & { readonly changed: string | null }> {
  if (status === null) {
    // git that gives a commit but no status cannot say that the checkout is clean
    const commit = await askGit(folder, 'rev-parse', '--verify', 'HEAD');
    return { commit, branch: null, changed: commit === null ? null : 'git status gave no answer' };
  }
  const header = (name: string) => new RegExp(`^# branch\\.${name} (.*)$`, 'm').exec(status)?.[1] ?? null;
  const oid = header('oid');
  const head = header('head');
  const commit = oid === '(initial)' ? null : oid;
  const changed = commit === null ? null : changesIn(status);
  return { commit, branch: head === '(detached)' ? null : head, changed };
}

/** `out/`, `train.py and 2 more`; null where there are no changes. */
function changesIn(status: string): string | null {
  const [first, ...more] = status.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  if (first === undefined) return null;
  // `? <path>`; `1` has 8 fields before its path, `2` (a rename: path, tab, path before) 9, `u` 10
  const fields = { '1': 8, '2': 9, u: 10 }[first.slice(0, 1)] ?? 1;
  const path = first.split(' ').slice(fields).join(' ').split('\t')[0] ?? '';
  return more.length === 0 ? path : `${path} and ${more.length} more`;
}

/** A clean commit on the default branch. */
function trust(
  { commit, dirty, branch, defaultBranch }: Pick<RunContext, 'commit' | 'dirty' | 'branch' | 'defaultBranch'>,
  alone: boolean,
  changed: string,
): RunContext['trusted'] {
  const no = (because: string) => ({ yes: false, because });
  if (commit === null) return no('there is no commit here');
  if (dirty) return no(`the checkout has changes that are not committed: ${changed}`);
  if (branch === null) return no('no branch is checked out');
  if (defaultBranch === null)
    return no(
      alone
        ? 'none of the branches is known as the default one (git config init.defaultBranch <its name>)'
        : 'origin/HEAD names no default branch (git remote set-head origin --auto)',
    );
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
