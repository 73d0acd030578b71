import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildEnded, type ChildWish, runChild } from './child.ts';
import { type Annotation, annotationsOf, type Command, commandsIn } from './commands.ts';
import type { FakeGitHub } from './github.ts';
import type { Permissions } from './permissions.ts';
import { FIRST_RUN } from './run.ts';
import { type Left, makeRunnerFiles, readRunnerFiles } from './runner-files.ts';
import { stepInputs } from './step-inputs.ts';
import { GIT_ALONE, type Workspace } from './workspace.ts';

/** The built release tree. */
export const DIST = join(import.meta.dirname, '../../dist');

export interface ActionWish extends Pick<ChildWish, 'interrupt' | 'timeout'> {
  /** the step's `with:` */
  readonly with?: Readonly<Record<string, string>>;
  /** the step's `env:` */
  readonly env?: Readonly<Record<string, string>>;
  /** the job's `permissions:`; default: what reading and moving refs takes */
  readonly permissions?: Permissions;
  readonly event?: string;
  /** the event's payload, beside the default branch */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly ref?: string;
  readonly attempt?: number;
  /** its number, as `github.runs` has it; default the first one's */
  readonly run?: number;
  readonly job?: string;
  /** what an earlier phase of the same step saved */
  readonly state?: Readonly<Record<string, string>>;
  /** the release tree; default the built one */
  readonly dist?: string;
  /** the program that starts it, with its arguments: a tracer */
  readonly under?: readonly string[];
}

/** What an action left behind, as the runner would see it. */
export interface Ran extends ChildEnded, Left {
  readonly commands: readonly Command[];
  readonly masks: readonly string[];
  readonly annotations: readonly Annotation[];
  /** messages of the annotations of level error */
  readonly errors: readonly string[];
}

/**
 * The shipped bundle of an action as a process on a runner: the environment is what a runner sets and a short list of
 * this machine's own. Outputs a program printed as `::set-output` count too, as they do on a runner.
 */
export async function runAction(
  action: string,
  workspace: Workspace,
  github: FakeGitHub,
  wish: ActionWish = {},
): Promise<Ran> {
  const temp = mkdtempSync(join(tmpdir(), 'mlops-runner-'));
  try {
    const files = makeRunnerFiles(join(temp, 'files'));
    const env = { ...runnerEnvironment(action, temp, workspace, github, wish), ...files, ...wish.env };
    const stub = join(wish.dist ?? DIST, 'lib', `${action}.js`);
    const ended = await runChild(started(stub, wish), {
      ...interruption(wish),
      cwd: workspace.path,
      env,
    });
    const left = readRunnerFiles(files);
    const commands = commandsIn(ended.log);
    const annotations = annotationsOf(commands);
    return {
      ...ended,
      ...left,
      outputs: { ...printed(commands, 'set-output'), ...left.outputs },
      state: { ...printed(commands, 'save-state'), ...left.state },
      commands,
      masks: commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data),
      annotations,
      errors: annotations.filter(({ level }) => level === 'error').map(({ message }) => message),
    };
  } finally {
    rmSync(temp, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The shipped CLI as a process on a laptop. */
export function runCli(
  words: readonly string[],
  workspace: Pick<Workspace, 'path'>,
  wish: Pick<ActionWish, 'env' | 'interrupt' | 'timeout' | 'dist' | 'under'> & { readonly cwd?: string } = {},
): Promise<ChildEnded> {
  const entry = join(wish.dist ?? DIST, 'lib', 'mlops.js');
  const options = { cwd: wish.cwd ?? workspace.path, env: { ...machineEnvironment(), ...wish.env } };
  return runChild([...started(entry, wish), ...words], { ...interruption(wish), ...options });
}

function started(entry: string, { under = [] }: Pick<ActionWish, 'under'>): [string, ...string[]] {
  const [program = process.execPath, ...words] = [...under, process.execPath, entry];
  return [program, ...words];
}

const OF_THE_MACHINE =
  /^(PATH|HOME|TMPDIR|LANG|LC_ALL|(PIP|UV)_.*|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|(https?|no)_proxy)$/i;

/** What a process may know of this machine: where programs are and where packages come from. */
export function machineEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value = '']) =>
    OF_THE_MACHINE.test(name) ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(kept), ...GIT_ALONE };
}

function runnerEnvironment(
  action: string,
  temp: string,
  workspace: Workspace,
  github: FakeGitHub,
  wish: ActionWish,
) {
  mkdirSync(join(temp, 'temp'));
  const { repository } = github;
  const payload = {
    repository: { default_branch: repository.defaultBranch, full_name: repository.name },
    ...wish.payload,
  };
  writeFileSync(join(temp, 'event.json'), JSON.stringify(payload));
  const attempt = wish.attempt ?? 1;
  const run = wish.run ?? FIRST_RUN.id;
  const permissions = wish.permissions ?? { contents: 'write', actions: 'read' };
  // the pipeline is the action at the root
  const folder = join(wish.dist ?? DIST, action === 'pipeline' ? '.' : action);
  const state = Object.entries(wish.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]);
  return {
    ...machineEnvironment(),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace.path,
    GITHUB_REPOSITORY: repository.name,
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_JOB: wish.job ?? 'job',
    GITHUB_SHA: workspace.head() ?? FIRST_RUN.sha,
    GITHUB_REF: wish.ref ?? `refs/heads/${repository.defaultBranch}`,
    GITHUB_EVENT_NAME: wish.event ?? FIRST_RUN.event,
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.serverUrl,
    RUNNER_TEMP: join(temp, 'temp'),
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken({ run, attempt, job: wish.job ?? 'job' }),
    ACTIONS_RESULTS_URL: `${github.url}/`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    ...stepInputs(folder, wish.with ?? {}, () => github.token({ permissions })),
    ...Object.fromEntries(state),
  };
}

function interruption({ interrupt, timeout }: Pick<ChildWish, 'interrupt' | 'timeout'>) {
  return { ...(interrupt === undefined ? {} : { interrupt }), ...(timeout === undefined ? {} : { timeout }) };
}

function printed(commands: readonly Command[], name: string): Record<string, string> {
  const found = commands.filter((command) => command.name === name);
  return Object.fromEntries(found.map(({ properties, data }) => [properties['name'] ?? '', data]));
}
