import type { GitHub, History, Unknown } from '#kit/ports';
import { statusOf } from '#kit/status';

interface Commit {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
}

interface Content {
  readonly content?: string;
  readonly encoding?: string;
}

const REPOSITORY = '/repos/{owner}/{repo}';

/** GitHub gives at most so many a page. */
const PAGE = 100;

/** Commits come newest first, those of merged branches among them: so many pages are looked through. */
const PAGES = 10;

/** No such commit; a repository without any; a name that is none. */
const UNKNOWN: readonly number[] = [404, 409, 422];

/** What git does not know here, as in a shallow clone, GitHub is asked. */
export function askedHistory(git: History, github: () => Promise<GitHub>): History {
  const either = async <T extends object | null>(
    known: T | Unknown,
    ask: (api: GitHub) => Promise<T | Unknown>,
  ): Promise<T | Unknown> => {
    if (known === null || !('unknown' in known)) return known;
    try {
      return await ask(await github());
    } catch (error) {
      if (UNKNOWN.includes(statusOf(error) ?? 0)) return known;
      throw error;
    }
  };
  return {
    mergeBase: async (one, other) =>
      either(await git.mergeBase(one, other), async (api) => {
        const route = `GET ${REPOSITORY}/compare/{basehead}`;
        const query = { basehead: `${one}...${other}`, per_page: 1 };
        const { merge_base_commit } = await api.request<{ merge_base_commit: Commit }>(route, query);
        return { commit: merge_base_commit.sha };
      }),
    firstParents: async (commit, limit) =>
      either(await git.firstParents(commit, limit), (api) => walk(api, commit, limit)),
    tip: async (branch) =>
      either(await git.tip(branch), async (api) => {
        const route = `GET ${REPOSITORY}/git/ref/{ref}`;
        const { object } = await api.request<{ object: { sha: string } }>(route, { ref: `heads/${branch}` });
        return { commit: object.sha };
      }),
    file: async (commit, path) =>
      either(await git.file(commit, path), async (api): ReturnType<History['file']> => {
        try {
          const route = `GET ${REPOSITORY}/contents/{path}`;
          const found = await api.request<Content>(route, { path, ref: commit });
          // of more than 1 MB, of a folder and of a submodule it gives none
          if (found.encoding !== 'base64' || found.content === undefined)
            return { unknown: `GitHub does not give the bytes of ${path}` };
          return { bytes: Buffer.from(found.content, 'base64') };
        } catch (error) {
          if (statusOf(error) === 404) return null;
          throw error;
        }
      }),
  };
}

async function walk(api: GitHub, from: string, limit: number): Promise<{ commits: string[] } | Unknown> {
  const parentOf = new Map<string, string | null>();
  const commits: string[] = [];
  let last = from;
  for (let page = 1; page <= PAGES; page++) {
    const query = { sha: from, per_page: PAGE, page };
    const found = await api.request<readonly Commit[]>(`GET ${REPOSITORY}/commits`, query);
    for (const { sha, parents } of found) parentOf.set(sha, parents[0]?.sha ?? null);
    for (let next = parentOf.get(last); next !== undefined; next = parentOf.get(last)) {
      if (next === null || commits.length === limit) return { commits };
      commits.push(next);
      last = next;
    }
    if (found.length < PAGE) return { commits };
  }
  return { commits };
}
