import { askGit, isShallow } from '../git.ts';

/**
 * Newest commits of a branch, newest first, of `origin` where there is no such branch here. None outside of git, and
 * none in a shallow clone, which cannot tell what is old from what was left out.
 */
export async function recentCommits(
  folder: string,
  branch: string | null,
  limit: number,
): Promise<readonly string[]> {
  if (branch === null || (await isShallow(folder))) return [];
  for (const ref of [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`]) {
    const listed = await askGit(folder, 'rev-list', `--max-count=${limit}`, ref, '--');
    if (listed !== null) return listed.split('\n').filter((line) => line !== '');
  }
  return [];
}
