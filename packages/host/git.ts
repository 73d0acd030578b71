import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** One question to git in a folder; null when git has no answer or is not there. Takes no locks. */
export async function askGit(folder: string, ...words: string[]): Promise<string | null> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  try {
    const { stdout } = await exec('git', words, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch {
    return null;
  }
}
