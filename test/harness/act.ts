import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { toolPath } from '../../scripts/install.ts';
import { type ActJob, readActLog } from './act-log.ts';
import { DIST, machineEnvironment } from './bundle.ts';
import { runChild } from './child.ts';
import type { FakeGitHub } from './github.ts';
import { endBelow } from './leftovers.ts';
import { FIRST_RUN } from './run.ts';
import { locator, permissionsOfJobs } from './workflow.ts';
import type { Workspace } from './workspace.ts';

const TOOLS = join(import.meta.dirname, '../../.cache/tools');

export interface ActWish {
  /** a repository with a commit; it gets the fake's repository as its remote */
  readonly workspace: Workspace;
  /** path of the workflow in it */
  readonly workflow: string;
  readonly github: FakeGitHub;
  readonly event?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** `owner/name@ref` -> folder; default `org/mlops@v1` is the built release tree */
  readonly repositories?: Readonly<Record<string, string>>;
  /** of a `workflow_dispatch` */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly attempt?: number;
  /** number of the run; by default that of the only one */
  readonly run?: number;
  /** milliseconds, default 4 minutes */
  readonly timeout?: number;
}

export interface ActRan {
  /** 0 when no job failed */
  readonly status: number | null;
  readonly jobs: readonly ActJob[];
  /** how each job ended, by id; of a matrix, failure if any of it failed */
  readonly results: Readonly<Record<string, ActJob['result']>>;
  /** the only job of this id; throws with the log where there is none or more than one */
  job(id: string): ActJob;
  /** what all jobs printed, and act itself */
  readonly log: string;
}

/**
 * Runs a workflow on act, every job as a process of this machine, against the fake GitHub and nothing beyond the loopback
 * address. act gives all jobs one token: JavaScript actions get that of their own job put in its place, by the workflow's
 * `permissions:`; anything else that shows the common token is answered 403. What jobs leave running ends with the run, as
 * it does with a machine that GitHub hosts.
 */
export async function runAct(wish: ActWish): Promise<ActRan> {
  const { workspace, github } = wish;
  const repositories = wish.repositories ?? { 'org/mlops@v1': DIST };
  const locate = locator(workspace.path, repositories);
  const permissions = permissionsOfJobs(join(workspace.path, wish.workflow), locate);
  const { run: id = FIRST_RUN.id, event = 'push', attempt = 1 } = wish;
  github.runs.set(id, { ...FIRST_RUN, id, event, attempt });
  workspace.git('config', 'remote.origin.url', `https://github.com/${github.repository.name}`);
  const temp = mkdtempSync(join(tmpdir(), 'mlops-act-'));
  try {
    // act puts the tool cache there; a runner's image keeps one, so this stays too
    mkdirSync(TOOLS, { recursive: true });
    mkdirSync(join(temp, 'actions'));
    symlinkSync(TOOLS, join(temp, 'actions/tool_cache'));
    const common = github.token({ permissions: {} });
    const jobs = Object.fromEntries(
      [...permissions].map(([id, granted]) => [id, github.token({ permissions: granted })]),
    );
    writeFileSync(join(temp, 'tokens.json'), JSON.stringify({ common, jobs }));
    const { defaultBranch, name } = github.repository;
    const repository = { default_branch: defaultBranch, full_name: name };
    // act reads the inputs of a dispatch from its event
    const inputs = wish.inputs === undefined ? {} : { inputs: wish.inputs };
    const payload = { repository, ...inputs, ...wish.payload };
    writeFileSync(join(temp, 'event.json'), JSON.stringify(payload));
    const { status, stdout, stderr } = await runChild(
      [toolPath('act'), ...words(wish, temp, repositories, common)],
      {
        cwd: workspace.path,
        env: environment(wish, temp),
        timeout: wish.timeout ?? 240_000,
      },
    );
    const ran = readActLog(stdout, permissions.keys());
    const log = ran.map((job) => job.log).join('') + stderr;
    return { status, jobs: ran, results: resultsOf(ran), job: (id) => only(ran, id, log), log };
  } finally {
    endBelow(temp);
    rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
  }
}

function words(
  wish: ActWish,
  temp: string,
  repositories: Readonly<Record<string, string>>,
  token: string,
): string[] {
  const flags = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    wish.event ?? 'push',
    ...['--workflows', wish.workflow, '--eventpath', join(temp, 'event.json'), '--json', '--no-cache-server'],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--action-cache-path', join(temp, 'actions')],
    ...flags('--local-repository', repositories),
    ...flags('--secret', { GITHUB_TOKEN: token, ...wish.secrets }),
    ...flags('--var', wish.variables),
    ...flags('--env', stepEnvironment(wish, temp)),
  ];
}

/** What steps see beside act's own variables. */
function stepEnvironment(
  { github, attempt = 1, run = FIRST_RUN.id, env }: ActWish,
  temp: string,
): Record<string, string> {
  return {
    GITHUB_API_URL: github.url,
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_ATTEMPT: String(attempt),
    ACTIONS_RESULTS_URL: `${github.url}/`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    HARNESS_TOKENS: join(temp, 'tokens.json'),
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'job-token.ts')}`,
    ...env,
  };
}

/** act hands its own environment on to steps: it gets little. The `node` that actions run with is this one. */
function environment(
  { github, attempt = 1, run = FIRST_RUN.id }: ActWish,
  temp: string,
): Record<string, string> {
  const machine = machineEnvironment();
  return {
    ...machine,
    PATH: [dirname(process.execPath), machine['PATH']].join(delimiter),
    XDG_CONFIG_HOME: join(temp, 'config'),
    ACTIONS_RUNTIME_URL: `${github.url}/`,
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken({ run, attempt }),
  };
}

function resultsOf(jobs: readonly ActJob[]): Record<string, ActJob['result']> {
  const failed = new Set(jobs.filter(({ result }) => result === 'failure').map(({ id }) => id));
  return Object.fromEntries(jobs.map(({ id, result }) => [id, failed.has(id) ? 'failure' : result]));
}

function only(jobs: readonly ActJob[], id: string, log: string): ActJob {
  const [job, ...others] = jobs.filter((one) => one.id === id);
  if (job === undefined || others.length > 0)
    throw new Error(`${others.length + (job ? 1 : 0)} jobs ${id}\n${log}`);
  return job;
}
