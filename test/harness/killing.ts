import { readFileSync } from 'node:fs';
import { toolPath } from '../../scripts/install.ts';
import { runCli } from './bundle.ts';
import { Workspace } from './workspace.ts';

/** Calls that change what names there are on a disk, and what lies behind them. A machine may lack some. */
export const CHANGES = [
  ...['mkdir', 'mkdirat', 'rmdir', 'rename', 'renameat', 'renameat2', 'link', 'linkat', 'unlink', 'unlinkat'],
  ...['copy_file_range', 'fsync', 'ftruncate'],
];

/** One thread does all disk work, so that the n-th call is the same in every run, and no other makes directories. */
export const ONE_THREAD = { UV_THREADPOOL_SIZE: '1', NODE_DISABLE_COMPILE_CACHE: '1' };

/** A SIGKILL to the process that is about to make its n-th call of a kind; of several kinds, of any of them. */
export interface Blow {
  readonly calls: readonly string[];
  readonly at: number;
  /** programs it starts are let be */
  readonly alone?: boolean;
}

/** What starts a program that gets the blow; strace counts for each thread and each kind of call apart. */
export function killedAt({ calls, at, alone = false }: Blow): readonly string[] {
  const set = calls.map((call) => `?${call}`).join(',');
  // with --seccomp-bpf no signal would come
  const blow = ['-e', `trace=${set}`, '-e', `inject=${set}:signal=SIGKILL:when=${at}`];
  return [toolPath('strace'), '-f', ...(alone ? LEFT : []), '-qq', '-o', '/dev/null', ...blow];
}

/** strace lets go of a process that starts another program. */
const LEFT = ['-b', 'execve'];

/** What starts a program whose calls are written to a file; the programs it starts are let be. */
export function tracedTo(log: string, calls: readonly string[]): readonly string[] {
  const set = calls.map((call) => `?${call}`).join(',');
  return [toolPath('strace'), '-f', ...LEFT, '-qq', '-y', '-s', '1', '-o', log, '-e', `trace=${set}`];
}

/** One call of an undisturbed run: the how manieth of its kind in the thread that does the disk work. */
export interface Step {
  readonly call: string;
  readonly at: number;
  /** it changed something that is no draft */
  readonly lasting: boolean;
}

/** The calls of the thread that makes most of them, in order. */
export async function stepsOf(
  calls: readonly string[],
  words: readonly string[],
  workspace: Workspace,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Step[]> {
  using scratch = new Workspace();
  const log = `${scratch.path}/trace`;
  const set = calls.map((call) => `?${call}`).join(',');
  const under = [
    ...[toolPath('strace'), '--seccomp-bpf', '-f', '-qq'],
    ...['-y', '-s', '1', '-o', log, '-e', `trace=${set}`],
  ];
  const ran = await runCli(words, workspace, { under, env: { ...ONE_THREAD, ...env } });
  if (ran.status !== 0) throw new Error(`${words.join(' ')} under strace:\n${ran.log}`);
  const [most = []] = stepsIn(log).sort((one, other) => other.length - one.length);
  return most;
}

/** The calls that a trace holds, in order, of each thread for itself. */
export function stepsIn(log: string): Step[][] {
  const lines = [...readFileSync(log, 'utf8').matchAll(/^(\d+) +((\w+)\(.*)$/gm)];
  const threads = Map.groupBy(lines, ([, thread = '']) => thread);
  return [...threads.values()].map((calls) => {
    const counts = new Map<string, number>();
    return calls.map(([, , line = '', call = '']) => {
      const at = (counts.get(call) ?? 0) + 1;
      counts.set(call, at);
      return { call, at, lasting: isLasting(line) };
    });
  });
}

/** Of a link or a copy only the new name is changed. */
function isLasting(line: string): boolean {
  if (/ = -1 /.test(line)) return false;
  const names = [...line.matchAll(/"([^"]*)"|<(\/[^>]*)>/g)].map(
    ([, named, opened]) => named ?? opened ?? '',
  );
  const changed = /^(link|copy)/.test(line) ? names.slice(-1) : names;
  return changed.some((name) => !/\/\.mlops\/tmp\//.test(name));
}
