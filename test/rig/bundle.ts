import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakeGitHub, Permissions } from './github.ts';
import type { Workspace } from './workspace.ts';

const lib = join(import.meta.dirname, '../../dist/lib');

/** What an action left behind, as the runner would see it. */
export interface Ran {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly summary: string;
  readonly masks: readonly string[];
  readonly errors: readonly string[];
}

interface Wish {
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
  readonly event?: 'push' | 'pull_request';
  readonly ref?: string;
  /** sends the signal once the log holds the text */
  readonly interrupt?: { readonly after: string; readonly signal: NodeJS.Signals };
}

/** The shipped bundle as a process on a runner: a clean environment with nothing of this machine's own. */
export async function runAction(
  action: string,
  workspace: Workspace,
  github: FakeGitHub,
  wish: Wish = {},
): Promise<Ran> {
  const temp = mkdtempSync(join(tmpdir(), 'mlops-runner-'));
  const file = (name: string, content = '') => {
    writeFileSync(join(temp, name), content);
    return join(temp, name);
  };
  const files = {
    output: file('output'),
    env: file('env'),
    path: file('path'),
    state: file('state'),
    summary: file('summary'),
  };
  mkdirSync(join(temp, 'tmp'));
  const inputs = Object.entries(wish.with ?? {}).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const event = { repository: { default_branch: 'main' } };
  const { status, log } = await spawned(
    [join(lib, `${action}.js`)],
    workspace.path,
    {
      ...baseEnvironment(),
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: files.output,
      GITHUB_ENV: files.env,
      GITHUB_PATH: files.path,
      GITHUB_STATE: files.state,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_WORKSPACE: workspace.path,
      GITHUB_REPOSITORY: github.repository.name,
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_ATTEMPT: String(github.results.attempt),
      GITHUB_SHA: '0123456789012345678901234567890123456789',
      GITHUB_REF: wish.ref ?? 'refs/heads/main',
      GITHUB_EVENT_NAME: wish.event ?? 'push',
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.serverUrl,
      RUNNER_TEMP: join(temp, 'tmp'),
      ACTIONS_RUNTIME_TOKEN: github.runtimeToken(),
      ACTIONS_RESULTS_URL: github.url,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ...(takesToken(action)
        ? { 'INPUT_GITHUB-TOKEN': github.token(wish.permissions ?? { contents: 'write', actions: 'read' }) }
        : {}),
      ...Object.fromEntries(inputs),
      ...wish.env,
    },
    wish.interrupt,
  );
  const read = (path: string) => readFileSync(path, 'utf8');
  return {
    status,
    log,
    outputs: fileCommands(read(files.output)),
    env: fileCommands(read(files.env)),
    path: read(files.path)
      .split('\n')
      .filter((line) => line !== ''),
    summary: read(files.summary),
    masks: commands(log, 'add-mask'),
    errors: commands(log, 'error'),
  };
}

/** The runner hands the token to actions that declare the input. */
function takesToken(action: string): boolean {
  return readFileSync(join(lib, '..', action, 'action.yml'), 'utf8').includes('github-token:');
}

export interface RanCli {
  readonly status: number | null;
  readonly log: string;
}

/** The shipped CLI as a process. */
export function runCli(
  words: readonly string[],
  workspace: Workspace,
  wish: Pick<Wish, 'env' | 'interrupt'> = {},
): Promise<RanCli> {
  return spawned(
    [join(lib, 'mlops.js'), ...words],
    workspace.path,
    { ...baseEnvironment(), ...wish.env },
    wish.interrupt,
  );
}

function baseEnvironment(): Record<string, string> {
  const kept = [
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'UV_INDEX_URL',
    'UV_DEFAULT_INDEX',
    'PIP_INDEX_URL',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
  ];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}

function spawned(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  interrupt: Wish['interrupt'],
): Promise<RanCli> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...words], {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    let sent = false;
    const take = (chunk: Buffer) => {
      log += chunk.toString();
      if (interrupt !== undefined && !sent && log.includes(interrupt.after)) {
        sent = true;
        child.kill(interrupt.signal);
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, log }));
  });
}

/** `name<<delimiter … delimiter` and `name=value`, as the runner reads its files. */
function fileCommands(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([^\n=<]+)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    found[name] = value;
  return found;
}

/** Messages of one workflow command in a log, unescaped. */
function commands(log: string, command: string): string[] {
  return [...log.matchAll(new RegExp(`^::${command}[^:]*::(.*)$`, 'gm'))].map(([, text = '']) =>
    text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%'),
  );
}
