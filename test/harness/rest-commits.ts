import { json, refusal } from './answer.ts';
import type { GitDatabase } from './git-database.ts';
import { type Call, notFound, type Operations, operation } from './rest.ts';
import { commitOf } from './rest-git.ts';

/** The history of a branch, a page at a time. */
export function commitOperations(git: GitDatabase): Operations {
  return {
    'repos/list-commits': operation('contents', 'read', async (call) => {
      const asked = call.query.get('sha') ?? git.defaultBranch;
      const tip = (await git.ref(`refs/heads/${asked}`)) ?? asked;
      if ((await git.commit(tip)) === undefined) {
        return (await git.allRefs()).length === 0 ? refusal(409, 'Git Repository is empty.') : notFound();
      }
      const size = Number(call.query.get('per_page') ?? 30);
      const start = (Number(call.query.get('page') ?? 1) - 1) * size;
      const page = (await git.log(tip)).slice(start, start + size);
      const found = await Promise.all(page.map((sha) => commitInList(git, sha, call)));
      return json(
        200,
        found.filter((one) => one !== null),
      );
    }),
  };
}

/** Schema `commit`: a commit of git inside one of GitHub, which knows no account of these authors. */
export async function commitInList(git: GitDatabase, sha: string, call: Call) {
  const commit = await git.commit(sha);
  if (commit === undefined) return null;
  const { author, committer, message, tree, verification, parents, url, html_url } = commitOf(
    git,
    sha,
    commit,
    call,
  );
  const inner = { author, committer, message, tree, verification, url, comment_count: 0 };
  const own = `${call.home}/repos/${git.name}/commits/${sha}`;
  const places = { url: own, html_url, comments_url: `${own}/comments` };
  return { sha, node_id: sha, ...places, commit: inner, author: null, committer: null, parents };
}
