import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Mistake } from '#kit/outcome';

const exec = promisify(execFile);

/** A checkout that belongs to somebody else, as in a container job, is a checkout all the same. */
const SAFE = ['-c', 'safe.directory=*'] as const;

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

/** Lines `key value` of the remotes that are configured; empty where there is none. */
export async function remotes(folder: string): Promise<string> {
  const plain = await readFile(join(folder, '.git/config'), 'utf8').catch(() => null);
  // most often the file says at once that there is none, and a process costs more than reading it
  if (plain !== null && !/\[\s*(remote|include)/i.test(plain)) return '';
  return (await askGit(folder, 'config', '--get-regexp', '^remote\\.')) ?? '';
}
