import { readFile } from 'node:fs/promises';
import type { RunContext } from '#kit/ports';

type Environment = Readonly<Record<string, string | undefined>>;

/** Events that may move refs, on the default branch only; none of a pull request ever does. */
const TRUSTED_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch'];

/** Facts of a run on a runner, from GITHUB_* and the event's payload. */
export async function runnerContext(env: Environment): Promise<RunContext> {
  const payload = await eventOf(env['GITHUB_EVENT_PATH']);
  const repository = property(payload, 'repository');
  const named = property(repository, 'default_branch');
  const defaultBranch = typeof named === 'string' ? named : null;
  const branch = env['GITHUB_HEAD_REF'] || (env['GITHUB_REF']?.replace(/^refs\/heads\//, '') ?? null);
  const event = env['GITHUB_EVENT_NAME'] ?? 'unknown';
  const name = env['GITHUB_REPOSITORY'] ?? null;
  const id = env['GITHUB_RUN_ID'] ?? 'unknown';
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return {
    repository: name,
    commit: env['GITHUB_SHA'] ?? null,
    dirty: false,
    branch,
    defaultBranch,
    event,
    id,
    attempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? 1),
    url: name === null ? null : `${server}/${name}/actions/runs/${id}`,
    trusted: trust(event, branch, defaultBranch),
  };
}

function trust(event: string, branch: string | null, defaultBranch: string | null): RunContext['trusted'] {
  if (!TRUSTED_EVENTS.includes(event)) return { yes: false, because: `the event is ${event}` };
  if (defaultBranch === null) return { yes: false, because: 'the event names no default branch' };
  if (branch !== defaultBranch)
    return { yes: false, because: `${branch} is not the default branch ${defaultBranch}` };
  return { yes: true, because: `${event} on ${branch}` };
}

async function eventOf(path: string | undefined): Promise<unknown> {
  if (path === undefined) return null;
  return readFile(path, 'utf8').then(JSON.parse, () => null);
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
