import { type ChildProcess, spawn } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Cancelled, Mistake } from '#kit/outcome';
import type { Ended, Exec, ExecOptions, Host } from '#kit/ports';
import { inherited } from './inheritance.ts';
import { LIFELINE, unwatch, watched } from './lifeline.ts';
import { LineSplitter } from './lines.ts';
import { Offspring } from './offspring.ts';
import { MARK } from './stragglers.ts';
import { Tail } from './tail.ts';

/** How long output may still come once the child has gone: what it left in the background may hold the pipe. */
const DRAIN_MS = 1_000;

type Surroundings = Pick<Host, 'log' | 'clock' | 'files' | 'cancelled' | 'env'> & {
  /** a child may have changed any file */
  readonly forget: () => void;
  /** what the commands of this run are to be known by; null: by nothing */
  readonly mark: string | null;
};
type Argv = readonly [string, ...string[]];
type OnLine = NonNullable<ExecOptions['onLine']>;

/** Child processes of this machine; see the port for what they inherit and how they end. */
export function systemExec(host: Surroundings): Exec {
  const offspring = new Offspring();
  const run = (argv: Argv, options: ExecOptions, pipes: readonly 'pipe'[]) =>
    runChild(argv, options, pipes, host, offspring).finally(host.forget);
  return {
    run: (argv, options) => run(argv, options, []),
    async script(source, options) {
      const file = join(await host.files.temporary('command'), 'command.sh');
      await writeFile(file, `${source}\n`);
      const env = { ...options.env, ...(host.mark === null ? {} : { [MARK]: host.mark }) };
      const argv = watched(['bash', '--noprofile', '--norc', '-eo', 'pipefail', file]);
      return run(argv, { ...options, env }, LIFELINE);
    },
  };
}

async function runChild(
  [program, ...words]: Argv,
  options: ExecOptions,
  pipes: readonly 'pipe'[],
  { log, clock, cancelled, env }: Surroundings,
  offspring: Offspring,
): Promise<Ended> {
  if (cancelled.aborted) throw new Cancelled(`${program} was not started: the run is cancelled`);
  await demandFolder(options.cwd);
  const start = clock.elapsed();
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: inherited(env, options),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...pipes],
  });
  const leader = await started(child, program);
  offspring.adopt(leader);
  const onLine: OnLine = options.onLine ?? ((line) => log.foreign(line));
  const follow = (stream: Readable | null, name: 'stdout' | 'stderr') =>
    followed(
      stream,
      (line) => onLine(line, name),
      () => clock.elapsed(),
    );
  const streams = Promise.all([follow(child.stdout, 'stdout'), follow(child.stderr, 'stderr')]);
  let gone = false;
  try {
    // a callback that throws ends the child; otherwise the streams end with it
    const [code, signal] = await Promise.race([exitOf(child), streams.then(() => exitOf(child))]);
    gone = true;
    unwatch(child);
    if (cancelled.aborted) await offspring.release(leader, true);
    const [stdout, stderr] = await drained(child, streams);
    if (cancelled.aborted) throw new Cancelled(`${program} was cancelled`);
    return { code, signal, stdout, stderr, seconds: (clock.elapsed() - start) / 1000 };
  } finally {
    await offspring.release(leader, !gone);
  }
}

/** Resolves with the process id once the program runs; a program that cannot be started is a mistake. */
function started(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause: NodeJS.ErrnoException) => reject(unstartable(program, cause)));
  });
}

function unstartable(program: string, cause: NodeJS.ErrnoException): Mistake {
  const bare = !program.includes('/');
  const [what, remedy] =
    cause.code === 'ENOENT'
      ? [bare ? 'is not on PATH' : 'is not there', 'Install it, or put its folder on PATH.']
      : cause.code === 'EACCES'
        ? ['may not be executed', `Make it executable (chmod +x ${program}).`]
        : cause.code === 'E2BIG'
          ? ['was given more arguments or environment than the system takes', 'Pass large values in a file.']
          : [`could not be started (${cause.message})`, 'See the cause.'];
  return new Mistake({ subject: program, what, remedy }, { cause });
}

/** A folder that is missing would be reported by spawn as a missing program. */
async function demandFolder(cwd: string): Promise<void> {
  const found = await stat(cwd).catch(() => null);
  if (found?.isDirectory()) return;
  const remedy = 'Name a folder that is there.';
  throw new Mistake({ subject: cwd, what: 'is no folder to run a command in', remedy });
}

function exitOf(child: ChildProcess): Promise<[number | null, string | null]> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve([child.exitCode, child.signalCode]);
  }
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
}

/** Hands on each line as it comes; resolves with the tail when the stream is closed by whoever holds it. */
function followed(
  stream: Readable | null,
  onLine: (line: string) => void,
  now: () => number,
): Promise<string> {
  if (stream === null) throw new Error('a child without pipes');
  const lines = new LineSplitter(onLine, now);
  const tail = new Tail();
  return new Promise((resolve, reject) => {
    const guarded = (step: () => void) => {
      try {
        step();
      } catch (error) {
        stream.destroy();
        reject(error);
      }
    };
    stream.on('data', (chunk: Buffer) => {
      tail.push(chunk);
      guarded(() => lines.push(chunk));
    });
    stream.once('close', () => {
      guarded(() => lines.end());
      resolve(tail.text());
    });
  });
}

/** What is in the pipes still; they are closed on whoever holds them after the child has gone. */
async function drained(child: ChildProcess, streams: Promise<[string, string]>): Promise<[string, string]> {
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, DRAIN_MS);
  try {
    return await streams;
  } finally {
    clearTimeout(timer);
  }
}
