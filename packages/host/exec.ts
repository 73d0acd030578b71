import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Cancelled, Mistake } from '#kit/outcome';
import type { Clock, Ended, Exec, ExecOptions, Files, Log } from '#kit/ports';

/** After the runner's SIGTERM 2.5 s remain until it kills everything; we kill the group a little before. */
const GRACE_MS = 2_000;
const TAIL = 1024 * 1024;
const LONGEST_LINE = 64 * 1024;

/** What no child inherits: with these it could write outputs, summary or verdict, or act in our name. */
const WITHHELD = /^(INPUT_.*|ACTIONS_.*|STATE_.*|GITHUB_TOKEN|GITHUB_(OUTPUT|ENV|PATH|STATE|STEP_SUMMARY))$/;

type Environment = Readonly<Record<string, string | undefined>>;

export function systemExec(
  env: Environment,
  host: { readonly log: Log; readonly clock: Clock; readonly files: Files; readonly cancelled: AbortSignal },
): Exec {
  const run: Exec['run'] = (argv, options) => runChild(argv, options, env, host);
  return {
    run,
    async script(source, options) {
      const folder = await host.files.temporary('command');
      const file = join(folder, 'command.sh');
      await writeFile(file, `${source}\n`);
      return run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', file], options);
    },
  };
}

async function runChild(
  argv: readonly [string, ...string[]],
  options: ExecOptions,
  env: Environment,
  { log, clock, cancelled }: { readonly log: Log; readonly clock: Clock; readonly cancelled: AbortSignal },
): Promise<Ended> {
  const [program, ...words] = argv;
  if (cancelled.aborted) throw new Cancelled('cancelled before it started');
  const start = clock.elapsed();
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: childEnvironment(env, options),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = groupOf(child.pid);
  const onLine = options.onLine ?? ((line: string) => log.foreign(line));
  const streams = [follow(child.stdout, 'stdout', onLine), follow(child.stderr, 'stderr', onLine)] as const;
  try {
    const [code, signal] = await ending(child, program);
    // what it started must not outlive a cancelled run, nor hold its output open
    if (cancelled.aborted) group.send('SIGKILL');
    const [stdout, stderr] = await Promise.all(streams);
    if (cancelled.aborted) throw new Cancelled(`${program} was cancelled`);
    return { code, signal, stdout, stderr, seconds: (clock.elapsed() - start) / 1000 };
  } finally {
    group.release();
  }
}

function ending(child: ReturnType<typeof spawn>, program: string): Promise<[number | null, string | null]> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT';
      const remedy = missing ? 'Install it, or put its folder on PATH.' : 'See the cause.';
      reject(
        new Mistake(
          { subject: program, what: missing ? 'is not on PATH' : cause.message, remedy },
          { cause },
        ),
      );
    });
    child.on('exit', (code, signal) => resolve([code, signal]));
  });
}

function childEnvironment(env: Environment, options: ExecOptions): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !WITHHELD.test(name));
  const merged = Object.fromEntries(
    kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const path = [...(options.path ?? []), merged['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
  return { ...merged, PATH: path, ...options.env };
}

interface Group {
  readonly send: (signal: NodeJS.Signals) => void;
  readonly release: () => void;
}

/** A child's whole process group. Signals that reach us go to it; SIGKILL follows SIGTERM after a moment. */
function groupOf(pid: number | undefined): Group {
  const send = (signal: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // the group has gone already
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => send('SIGINT');
  const terminate = () => {
    send('SIGTERM');
    timer = setTimeout(() => send('SIGKILL'), GRACE_MS);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', terminate);
  const release = () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', terminate);
    clearTimeout(timer);
  };
  return { send, release };
}

/** Lines as they come, progress bars (\r) as lines; gives the tail of it all. */
async function follow(
  stream: Readable,
  name: 'stdout' | 'stderr',
  onLine: (line: string, stream: 'stdout' | 'stderr') => void,
): Promise<string> {
  let tail = '';
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    const shown = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} … (cut)` : line;
    onLine(shown, name);
    tail = `${tail}${shown}\n`.slice(-TAIL);
  }
  return tail;
}
