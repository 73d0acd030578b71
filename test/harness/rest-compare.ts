import { json } from './answer.ts';
import type { GitDatabase } from './git-database.ts';
import { notFound, type Operations, operation } from './rest.ts';
import { commitInList } from './rest-commits.ts';

/** What lies between two commits, and where they parted. */
export function compareOperations(git: GitDatabase): Operations {
  return {
    'repos/compare-commits-with-basehead': operation('contents', 'read', async (call) => {
      const [base = '', head = ''] = (call.params['basehead'] ?? '').split('...');
      if ((await git.commit(base)) === undefined || (await git.commit(head)) === undefined) return notFound();
      const [ours, theirs] = [new Set(await git.log(base)), await git.log(head)];
      const parted = theirs.find((sha) => ours.has(sha));
      if (parted === undefined) return notFound();
      const ahead = theirs.filter((sha) => !ours.has(sha));
      const behind = [...ours].filter((sha) => !theirs.includes(sha));
      const size = Number(call.query.get('per_page') ?? 250);
      const page = await Promise.all(ahead.slice(0, size).map((sha) => commitInList(git, sha, call)));
      const url = `${call.home}/repos/${git.name}/compare/${base}...${head}`;
      const status =
        ahead.length > 0 && behind.length > 0
          ? 'diverged'
          : ahead.length > 0
            ? 'ahead'
            : behind.length > 0
              ? 'behind'
              : 'identical';
      return json(200, {
        ...{ url, html_url: url, permalink_url: url, diff_url: `${url}.diff`, patch_url: `${url}.patch` },
        base_commit: await commitInList(git, base, call),
        merge_base_commit: await commitInList(git, parted, call),
        ...{ status, ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length },
        commits: page,
        files: [],
      });
    }),
  };
}
