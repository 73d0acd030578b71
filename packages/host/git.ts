import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Mistake } from '#kit/outcome';

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
 * Paths below a folder that git tracks or does not ignore, as they lie in the index and on disk; null where there is
 * no git. A path may be gone from the disk.
 */
export async function versionedFiles(folder: string): Promise<readonly string[] | null> {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const listed = await askGit(folder, ...words);
  if (listed !== null) return listed.split('\0').filter((path) => path !== '');
  if ((await askGit(folder, 'rev-parse', '--git-dir')) === null) return null;
  throw new Mistake({
    subject: 'git ls-files',
    what: 'gave no list of the files of this checkout',
    remedy: 'Run git ls-files here and mend what it says.',
  });
}
