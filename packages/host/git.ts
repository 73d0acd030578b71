import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Mistake } from '#kit/outcome';
import { hasNoRemote, writtenBranches, writtenShallow } from './gitlayout.ts';

const exec = promisify(execFile);

/** A checkout that belongs to somebody else, as in a container job, is a checkout all the same. */
export const SAFE = ['-c', 'safe.directory=*'] as const;

/** One question to git in a folder; null when git has no answer or is not there. Takes no locks. */
export async function askGit(folder: string, ...words: string[]): Promise<string | null> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  try {
    const { stdout } = await exec('git', [...SAFE, ...words], {
      cwd: folder,
      env,
      maxBuffer: 1024 * 1024 * 1024,
    });
    return stdout.replace(/\n+$/, '');
  } catch {
    return null;
  }
}

/**
 * Paths below a folder that git tracks or does not ignore, as they lie in the index and on disk, those of submodules
 * and of other repositories within it too; null where there is no git. A path may be gone from the disk.
 */
export async function versionedFiles(folder: string, workspace: string): Promise<readonly string[] | null> {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const listed = await askGit(folder, ...words);
  if (listed !== null) return withNested(namesIn(listed), folder, workspace);
  if ((await askGit(folder, 'rev-parse', '--git-dir')) === null) return null;
  throw new Mistake({
    subject: 'git ls-files',
    what: 'gave no list of the files of this checkout',
    remedy: 'Run git ls-files here and mend what it says.',
  });
}

/** Of a repository within this one git names the folder alone, of one it does not track with a slash at the end. */
async function withNested(paths: readonly string[], folder: string, workspace: string): Promise<string[]> {
  const submodules = await submodulesOf(folder, workspace);
  const nested = paths.filter((path) => path.endsWith('/') || submodules.has(path));
  if (nested.length === 0) return [...paths];
  const inside = await Promise.all(
    nested.map(async (path) => {
      const home = join(folder, path);
      const below = existsSync(join(home, '.git')) ? await versionedFiles(home, home) : null;
      return (below ?? []).map((one) => `${path.replace(/\/$/, '')}/${one}`);
    }),
  );
  const apart = new Set(nested);
  return [...paths.filter((path) => !apart.has(path)), ...inside.flat()];
}

async function submodulesOf(folder: string, workspace: string): Promise<ReadonlySet<string>> {
  if (!existsSync(join(workspace, '.gitmodules'))) return new Set();
  const staged = namesIn((await askGit(folder, 'ls-files', '-z', '--stage')) ?? '');
  // <mode> <id> <stage>\t<path>; the mode of a submodule is that of a commit
  return new Set(staged.flatMap((line) => /^160000 [^\t]*\t(.*)$/s.exec(line)?.[1] ?? []));
}

function namesIn(listed: string): string[] {
  return listed.split('\0').filter((path) => path !== '');
}

/** Lines `key value` of the remotes that are configured; empty where there is none. */
export async function remotes(folder: string): Promise<string> {
  return hasNoRemote(folder) ? '' : ((await askGit(folder, 'config', '--get-regexp', '^remote\\.')) ?? '');
}

/** Names of the remotes; null where there is no git. */
export async function remoteNames(folder: string): Promise<readonly string[] | null> {
  return hasNoRemote(folder) ? [] : ((await askGit(folder, 'remote'))?.split('\n') ?? null);
}

/** Names of the local branches; empty where there is no git. */
export async function branchNames(folder: string): Promise<readonly string[]> {
  const written = writtenBranches(folder);
  if (written !== null) return written;
  const listed = await askGit(folder, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads');
  return (listed ?? '').split('\n').filter((name) => name !== '');
}

/** Is history cut off in this clone? Yes, where there is no git: nothing can be told of what came before. */
export async function isShallow(folder: string): Promise<boolean> {
  return writtenShallow(folder) ?? (await askGit(folder, 'rev-parse', '--is-shallow-repository')) !== 'false';
}
