import { readFile } from 'node:fs/promises';
import type { Proposal, RunContext } from '#kit/ports';
import { askGit } from '../git.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Events that may move refs, on the default branch only; none of a pull request ever does. */
const TRUSTED_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'];

/** Facts of a run on a runner, from GITHUB_*, the event's payload and the checkout in `folder`. */
export async function runnerContext(env: Environment, folder: string): Promise<RunContext> {
  const payload = await eventOf(env['GITHUB_EVENT_PATH']);
  const event = env['GITHUB_EVENT_NAME'] ?? 'unknown';
  const ref = env['GITHUB_REF'] ?? '';
  const branch =
    env['GITHUB_HEAD_REF'] || (ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null);
  const named = at(payload, 'repository', 'default_branch');
  // a schedule runs on the default branch alone
  const defaultBranch = typeof named === 'string' ? named : event === 'schedule' ? branch : null;
  const repository = env['GITHUB_REPOSITORY'] || null;
  const id = env['GITHUB_RUN_ID'] ?? 'unknown';
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  // outputs of earlier steps are expected to lie around: only what git tracks counts
  const changed = await askGit(folder, 'status', '--porcelain', '--untracked-files=no');
  return {
    repository,
    commit: env['GITHUB_SHA'] || null,
    ref: ref === '' ? null : ref,
    dirty: changed !== null && changed !== '',
    branch,
    defaultBranch,
    event,
    id,
    attempt: Number(env['GITHUB_RUN_ATTEMPT'] || 1),
    url: repository === null ? null : `${server}/${repository}/actions/runs/${id}`,
    proposal: proposalOf(payload, repository),
    ...(event === 'workflow_run' ? { upstream: at(payload, 'workflow_run') } : {}),
    trusted: trust(event, branch, defaultBranch, foreignHead(payload, repository)),
  };
}

function trust(
  event: string,
  branch: string | null,
  defaultBranch: string | null,
  fork: string | null,
): RunContext['trusted'] {
  const no = (because: string) => ({ yes: false, because });
  if (fork !== null) return no(`the event is ${event} from the fork ${fork}`);
  if (!TRUSTED_EVENTS.includes(event)) return no(`the event is ${event}`);
  if (branch === null) return no('the run is on no branch');
  if (defaultBranch === null) return no('the event names no default branch');
  if (branch !== defaultBranch) return no(`${branch} is not the default branch ${defaultBranch}`);
  return { yes: true, because: `${event} on ${branch}` };
}

/** The repository a pull request comes from, where it is another one. */
function foreignHead(payload: unknown, repository: string | null): string | null {
  const head = at(payload, 'pull_request', 'head', 'repo', 'full_name');
  return typeof head === 'string' && head !== repository ? head : null;
}

/** From the payloads of `pull_request`, `pull_request_target` and `merge_group`. */
function proposalOf(payload: unknown, repository: string | null): Proposal | null {
  const said = (...keys: readonly string[]) => {
    const found = at(payload, ...keys);
    return typeof found === 'string' && found !== '' ? found : null;
  };
  const pull = [said('pull_request', 'head', 'sha'), said('pull_request', 'base', 'sha')] as const;
  const group = [said('merge_group', 'head_sha'), said('merge_group', 'base_sha')] as const;
  const [head, base] = pull[0] === null ? group : pull;
  const branch = said('pull_request', 'base', 'ref') ?? said('merge_group', 'base_ref');
  if (head === null || base === null || branch === null) return null;
  const number = at(payload, 'pull_request', 'number');
  return {
    kind: pull[0] === null ? 'merge group' : 'pull request',
    number: typeof number === 'number' ? number : null,
    head,
    base,
    baseBranch: branch.replace(/^refs\/heads\//, ''),
    fork: foreignHead(payload, repository),
  };
}

async function eventOf(path: string | undefined): Promise<unknown> {
  if (path === undefined) return null;
  return readFile(path, 'utf8')
    .then(JSON.parse, () => null)
    .catch(() => null);
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}
