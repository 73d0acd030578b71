import { json } from './answer.ts';
import type { GitDatabase } from './git-database.ts';
import { type Call, notFound, type Operations, operation } from './rest.ts';
import { commitInList } from './rest-commits.ts';
import { wholeRepository } from './rest-repository.ts';
import { userOf } from './users.ts';

/** A pull request as the list of pulls shows it. */
export interface ProposedPull {
  readonly number: number;
  readonly head: {
    readonly sha: string;
    readonly ref: string;
    readonly repo: { readonly id: number; readonly name: string };
  };
  readonly base: { readonly sha: string; readonly ref: string };
  readonly state: 'open' | 'closed';
}

/** Pull requests as lists and single answers show them, and which branches are protected. */
export class Proposals {
  readonly all: ProposedPull[] = [];
  readonly protected = new Set<string>();
}

export function proposalOperations(proposals: Proposals, git: GitDatabase): Operations {
  return {
    'pulls/list': operation('pull-requests', 'read', (call) => {
      const state = call.query.get('state') ?? 'open';
      const head = call.query.get('head');
      const found = proposals.all.filter(
        (one) => (state === 'all' || one.state === state) && (head === null || labelOf(one) === head),
      );
      return json(
        200,
        found.map((one) => simplePull(one, git.name, call)),
      );
    }),
    'pulls/get': operation('pull-requests', 'read', (call) => {
      const found = proposals.all.find(({ number }) => number === Number(call.params['pull_number']));
      return found === undefined ? notFound() : json(200, wholePull(found, git.name, call));
    }),
    'repos/get-branch': operation('contents', 'read', async (call) => {
      const name = call.params['branch'] ?? '';
      const commit = await commitInList(git, (await git.ref(`refs/heads/${name}`)) ?? '', call);
      if (commit === null) return notFound();
      const url = `${call.home}/repos/${git.name}/branches/${name}`;
      const locked = proposals.protected.has(name);
      return json(200, {
        ...{ name, commit, protected: locked, protection: { enabled: locked } },
        ...{ protection_url: `${url}/protection`, _links: { html: url, self: url } },
      });
    }),
    'repos/get-content': operation('contents', 'read', (call) => contentOf(git, call)),
  };
}

const labelOf = ({ head }: ProposedPull) => `${head.repo.name.split('/')[0]}:${head.ref}`;

async function contentOf(git: GitDatabase, call: Call) {
  const path = call.params['path'] ?? '';
  const asked = call.query.get('ref') ?? git.defaultBranch;
  const commit = await git.commit((await git.ref(`refs/heads/${asked}`)) ?? asked);
  const entries = commit === undefined ? [] : await git.list(commit.tree, true);
  const entry = entries.find((one) => one.path === path);
  const bytes = entry === undefined ? undefined : await git.blob(entry.sha);
  if (entry === undefined || bytes === undefined) return notFound();
  const url = `${call.home}/repos/${git.name}/contents/${path}`;
  const places = { url, html_url: url, git_url: url, download_url: url };
  return json(200, {
    ...{ type: 'file', name: path.split('/').at(-1), path, sha: entry.sha, size: bytes.length },
    ...{ encoding: 'base64', content: bytes.toString('base64'), ...places },
    _links: { self: url, git: url, html: url },
  });
}

function simplePull(pull: ProposedPull, repository: string, { home }: Call) {
  const { number, state } = pull;
  const url = `${home}/repos/${repository}/pulls/${number}`;
  const page = `${home}/${repository}/pull/${number}`;
  const date = '2026-01-01T00:00:00Z';
  const link = { href: url };
  const links = 'comments commits statuses html issue review_comments review_comment self'.split(' ');
  const user = userOf(pull.head.repo.name.split('/')[0] ?? '', home);
  const side = (ref: string, sha: string, name: string, id: number) => {
    const label = `${name.split('/')[0]}:${ref}`;
    return { label, ref, sha, user, repo: wholeRepository(name, home, id) };
  };
  return {
    ...{ id: number, node_id: `PR_${number}`, number, state, locked: false, title: 'A change', body: null },
    ...{ url, html_url: page, diff_url: page, patch_url: page, issue_url: url, commits_url: url },
    ...{ review_comment_url: url, review_comments_url: url, statuses_url: url, comments_url: url },
    ...{ created_at: date, updated_at: date, closed_at: null, merged_at: null, merge_commit_sha: null },
    ...{ assignee: null, milestone: null, labels: [], user, author_association: 'NONE', auto_merge: null },
    head: side(pull.head.ref, pull.head.sha, pull.head.repo.name, pull.head.repo.id),
    base: side(pull.base.ref, pull.base.sha, repository, 1),
    _links: Object.fromEntries(links.map((name) => [name, link])),
  };
}

function wholePull(pull: ProposedPull, repository: string, call: Call) {
  return {
    ...simplePull(pull, repository, call),
    ...{ additions: 1, deletions: 1, changed_files: 1, comments: 0, commits: 1, review_comments: 0 },
    ...{ mergeable: null, mergeable_state: 'unknown', merged: false, merged_by: null },
    maintainer_can_modify: false,
  };
}
