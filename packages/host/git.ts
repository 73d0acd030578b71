import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** One question to git in a folder; null when git has no answer or is not there. */
export async function askGit(folder: string, ...words: string[]): Promise<string | null> {
  try {
    const { stdout } = await exec('git', words, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch {
    return null;
  }
}
