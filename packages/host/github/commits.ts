import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';

/** GitHub gives at most so many a page. */
const PAGE = 100;

/** Newest commits of a branch (null: the default branch), newest first; none in a repository that has none. */
export async function recentCommits(api: GitHub, branch: string | null, limit: number): Promise<string[]> {
  const found: string[] = [];
  for (let page = 1; found.length < limit; page++) {
    const commits = await pageOf(api, branch, page);
    found.push(...commits);
    if (commits.length < PAGE) break;
  }
  return found.slice(0, limit);
}

async function pageOf(api: GitHub, branch: string | null, page: number): Promise<string[]> {
  const query = { ...(branch === null ? {} : { sha: branch }), per_page: PAGE, page };
  try {
    const commits = await api.request<readonly { readonly sha: string }[]>(
      'GET /repos/{owner}/{repo}/commits',
      query,
    );
    return commits.map(({ sha }) => sha);
  } catch (error) {
    // 409: the repository holds no commit at all
    if (statusOf(error) === 409) return [];
    throw error;
  }
}
