import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { FakeGitHub, Permissions } from './github.ts';
import type { Workspace } from './workspace.ts';

const root = join(import.meta.dirname, '../..');
const act = join(root, '.cache/bin/act');

/** What a workflow came to on act: jobs by name, outputs by step, the log. */
export interface ActRan {
  readonly status: number | null;
  readonly jobs: Readonly<Record<string, string>>;
  /** `name=value` of every set-output, in order, by job */
  readonly outputs: readonly { readonly job: string; readonly name: string; readonly value: string }[];
  readonly summaries: readonly string[];
  readonly log: string;
}

/**
 * Runs the workflows of a workspace on act, in host mode, all on loopback: `org/mlops/<action>@v1` is dist/, and
 * artifacts, cache and API are the fake GitHub. act gives every job the same token and ignores `permissions:`, so
 * the token has the scopes given here: those of the job that needs most.
 */
export async function runAct(
  workspace: Workspace,
  github: FakeGitHub,
  permissions: Permissions,
): Promise<ActRan> {
  if (!existsSync(act)) throw new Error('act is missing: node scripts/install.ts');
  const scratch = mkdtempSync(join(tmpdir(), 'mlops-act-'));
  const words = [
    'push',
    '-P',
    'ubuntu-latest=-self-hosted',
    '--no-cache-server',
    '--local-repository',
    `org/mlops@v1=${join(root, 'dist')}`,
    '--action-cache-path',
    join(scratch, 'actions'),
    '--json',
    '-s',
    `GITHUB_TOKEN=${github.token(permissions)}`,
    '--env',
    'ACTIONS_CACHE_SERVICE_V2=true',
    '--env',
    `GITHUB_API_URL=${github.url}`,
    '--env',
    `GITHUB_SERVER_URL=${github.serverUrl}`,
    '--env',
    `GITHUB_REPOSITORY=${github.repository.name}`,
    '--env',
    `ACTIONS_RESULTS_URL=${github.url}/`,
    '--env',
    `ACTIONS_RUNTIME_TOKEN=${github.runtimeToken()}`,
  ];
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    XDG_CACHE_HOME: scratch,
  };
  const { status, text } = await output(act, words, workspace.path, env);
  return { status, ...read(text), log: text };
}

function output(
  program: string,
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, text }));
  });
}

function read(text: string): Pick<ActRan, 'jobs' | 'outputs' | 'summaries'> {
  const events = text.split('\n').flatMap((line) => {
    try {
      const event: unknown = JSON.parse(line);
      return typeof event === 'object' && event !== null ? [Object.fromEntries(Object.entries(event))] : [];
    } catch {
      return [];
    }
  });
  const jobs = events
    .filter((event) => event['jobResult'] !== undefined)
    .map((event) => [String(event['jobID']), String(event['jobResult'])]);
  const outputs = events
    .filter((event) => event['command'] === 'set-output')
    .map((event) => ({
      job: String(event['jobID']),
      name: String(event['name']),
      value: String(event['arg']),
    }));
  const summaries = events
    .filter((event) => event['command'] === 'summary')
    .map((event) => String(event['content']));
  return { jobs: Object.fromEntries(jobs), outputs, summaries };
}
