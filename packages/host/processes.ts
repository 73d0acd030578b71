import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '#kit/outcome';
import type { Files, Lasting, LastingOptions, Processes, ProcessId } from '#kit/ports';
import { onDisk } from './disk.ts';
import { inherited } from './inheritance.ts';
import { freePort, takenBy } from './listener.ts';
import { processRow, processTable } from './processtable.ts';
import { MARK } from './stragglers.ts';

/** Waits for a line on the descriptor 3; at its end, which comes when who started it has ended, it ends as well. */
const GATE = 'IFS= read -r _ <&3 && exec 3<&- "$@"';
/** A runner, and the run after one that was killed, end what has their mark in its environment. */
const UNMARKED = { RUNNER_TRACKING_ID: '', [MARK]: '' };
const POLL_MS = 20;
/** SIGKILL takes its time where memory is large. */
const KILL_MS = 5_000;
const TAIL_BYTES = 4_096;
const TAIL_LINES = 5;

interface Surroundings {
  readonly files: Pick<Files, 'root'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Lasting processes of this machine; see the port. */
export function systemProcesses({ files, env }: Surroundings): Processes {
  return {
    start: (argv, options) => start(argv, { ...options, log: resolve(files.root, options.log) }, env),
    async isAlive({ pid, born }) {
      const row = await processRow(pid);
      return row !== null && !row.zombie && row.born === born;
    },
    end,
    freePort,
    taken: takenBy,
  };
}

async function start(
  argv: readonly [string, ...string[]],
  options: LastingOptions,
  env: Surroundings['env'],
): Promise<Lasting> {
  await mkdir(dirname(options.log), { recursive: true });
  const log = await onDisk(options.log, () => open(options.log, 'a'));
  try {
    const { size } = await log.stat();
    const kept = options.inherits === false ? { PATH: env['PATH'], HOME: env['HOME'] } : env;
    const child = spawn('bash', ['--noprofile', '--norc', '-c', GATE, 'mlops', ...argv], {
      cwd: options.cwd,
      env: inherited(kept, { ...options, env: { ...UNMARKED, ...options.env } }),
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'pipe'],
    });
    const ended = endOf(child, options.log, size);
    const id = await identified(child);
    return { id, ended, go: () => opened(child) };
  } finally {
    await log.close();
  }
}

async function identified(child: ChildProcess): Promise<ProcessId> {
  await new Promise((done, reject) => {
    child.once('spawn', done);
    child.once('error', reject);
  });
  const row = await processRow(child.pid ?? 0);
  if (row === null) throw new Fault('a process that was just started cannot be found');
  return { pid: row.pid, born: row.born };
}

function opened(child: ChildProcess): Promise<void> {
  const gate = child.stdio[3];
  child.unref();
  return new Promise((done) => {
    if (!(gate instanceof Writable)) return done();
    // it may have gone meanwhile, which `ended` tells
    gate.once('error', () => done());
    gate.end('go\n', () => done());
  });
}

function endOf(child: ChildProcess, log: string, from: number): Promise<string> {
  return new Promise((done) => {
    child.once('error', () => done('could not be started'));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`;
      lastLines(log, from).then(
        (lines) => done(lines === '' ? `${how} and wrote nothing` : `${how}; its last lines: ${lines}`),
        () => done(how),
      );
    });
  });
}

/** Of what was written to the log since it was `from` bytes long. */
async function lastLines(log: string, from: number): Promise<string> {
  await using file = await open(log, 'r');
  const { size } = await file.stat();
  const length = Math.min(TAIL_BYTES, Math.max(0, size - from));
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const lines = buffer.toString('utf8').trim().split('\n');
  return lines
    .slice(-TAIL_LINES)
    .map((line) => line.trim())
    .join(' | ');
}

async function end(id: ProcessId, patience: number): Promise<'gone' | 'ended' | 'killed'> {
  if (!(await isPeopled(id))) return 'gone';
  signalled(id.pid, 'SIGTERM');
  if (await emptied(id, patience)) return 'ended';
  signalled(id.pid, 'SIGKILL');
  if (await emptied(id, KILL_MS)) return 'killed';
  throw new Fault(`process ${id.pid} could not be ended: it is there still after SIGKILL`);
}

async function emptied(id: ProcessId, patience: number): Promise<boolean> {
  for (const until = performance.now() + patience; performance.now() < until; await sleep(POLL_MS))
    if (!(await isPeopled(id))) return true;
  return !(await isPeopled(id));
}

/**
 * Is somebody left in the group it leads? Its number is given to no other process as long as there is; but when its
 * leader is another one, or the machine was started anew, the group is none of ours.
 */
async function isPeopled({ pid, born }: ProcessId): Promise<boolean> {
  const group = (await processTable()).filter((row) => row.group === pid);
  const leader = group.find((row) => row.pid === pid) ?? (await processRow(pid));
  if (leader !== null && leader.born !== born) return false;
  const sameBoot = (other: string) => !born.includes('/') || other.split('/')[0] === born.split('/')[0];
  return group.some((row) => !row.zombie && sameBoot(row.born));
}

function signalled(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // it has gone meanwhile
  }
}
