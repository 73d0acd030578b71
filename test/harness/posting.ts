import { join } from 'node:path';
import { type OpenHost, openHost } from '#host/host';
import type { CommentMode } from '#posting/commentmode';
import { type Posted, post } from '#posting/post';
import type { Posting } from '#posting/posting';
import type { FakeGitHub } from './github.ts';
import type { Permissions } from './permissions.ts';
import type { Issue } from './rest-issues.ts';
import { Workspace } from './workspace.ts';

export const MAY_POST: Permissions = { 'pull-requests': 'write', checks: 'write' };

interface Wish {
  readonly permissions?: Permissions;
  readonly comment?: CommentMode;
  /** what is asked in the place of the fake, which stands behind it */
  readonly url?: string;
  readonly login?: string;
}

/** What a posting came to, with all that was logged. */
export interface Ended extends Posted {
  readonly said: readonly string[];
  readonly warnings: readonly string[];
}

/** A pull request of the fake whose head is this commit; the number of both. */
export function openPull(github: FakeGitHub, head: string): Issue {
  const issue = github.issues.seed({ pullRequest: true });
  const { number } = issue;
  github.proposals.all.push({
    ...{ number, state: 'open' },
    head: { sha: head, ref: 'change', repo: { id: 1, name: github.repository.name } },
    base: { sha: '3'.repeat(40), ref: 'main' },
  });
  return issue;
}

/** The pull request goes on to another head. */
export function pushHead(github: FakeGitHub, number: number, sha: string): void {
  const { proposals } = github;
  const at = proposals.all.findIndex((one) => one.number === number);
  const pull = proposals.all[at];
  if (pull !== undefined) proposals.all[at] = { ...pull, head: { ...pull.head, sha } };
}

/** Posts through the real host of a runner; pauses take no time. */
export async function postTo(github: FakeGitHub, posting: Posting, wish: Wish = {}): Promise<Ended> {
  using workspace = Workspace.of();
  const { permissions = MAY_POST, comment = 'always', url = github.url, login } = wish;
  const host = await onRunner(github, workspace, url, permissions, login);
  const [said, warnings]: [string[], string[]] = [[], []];
  const log = { info: (text: string) => said.push(text), warning: (text: string) => warnings.push(text) };
  try {
    const { cancelled } = host;
    const pause = () => Promise.resolve();
    const posted = await post(posting, { comment, api: await host.github(), log, pause, cancelled });
    return { ...posted, said, warnings };
  } finally {
    await host.close();
  }
}

function onRunner(
  github: FakeGitHub,
  { path }: Workspace,
  url: string,
  permissions: Permissions,
  login: string | undefined,
): Promise<OpenHost> {
  const token = github.token({ permissions, ...(login === undefined ? {} : { login }) });
  const env = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: github.repository.name, GITHUB_WORKSPACE: path },
    ...{ GITHUB_API_URL: url, GITHUB_SERVER_URL: github.serverUrl, GITHUB_EVENT_NAME: 'pull_request' },
    ...{ GITHUB_REF: 'refs/pull/1/merge', RUNNER_TEMP: join(path, '.temp'), 'INPUT_GITHUB-TOKEN': token },
    ...{ GITHUB_OUTPUT: join(path, '.output'), GITHUB_STEP_SUMMARY: join(path, '.summary') },
    PATH: process.env['PATH'] ?? '',
  };
  const declared = { actions: 'read', contents: 'write', checks: 'write', 'pull-requests': 'write' } as const;
  return openHost({ env, root: path, workspace: path, permissions: declared, action: 'report' });
}
