import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pythonEnvironment } from '#harness/python';
import { median, type Outcome } from '../outcome.ts';

/** scikit-learn and what it reads files with, at the versions it is compared at. */
const SCIKIT = ['scikit-learn==1.9.1', 'numpy==2.4.6', 'scipy==1.17.1', 'pandas==3.1.1', 'pyarrow==26.0.1'];

/** The path of a Python that has scikit-learn, SciPy, pandas, pyarrow and `more` (`evidently==0.7.23`). */
export async function peerPython(name = 'bench-judge', more: readonly string[] = []): Promise<string> {
  return compiledEnvironment(name, [...SCIKIT, ...more]);
}

/** The path of a Python that has these packages, and need not compile them while it is timed. */
export async function compiledEnvironment(name: string, packages: readonly string[]): Promise<string> {
  const python = await pythonEnvironment(name, packages);
  // as an ordinary installation has it
  spawnSync(python, ['-m', 'compileall', '-q', join(dirname(python), '../lib')], { stdio: 'ignore' });
  return python;
}

/** What a process and all that it started cost. */
export interface Took {
  /** seconds by the clock, from its start to its end */
  readonly elapsed: number;
  /** seconds of all cores, user and system */
  readonly cpu: number;
  /** bytes in memory at the most, of the largest of its processes */
  readonly peak: number;
  readonly stdout: string;
}

/** Runs a command and says what it cost (getrusage of its children). Throws where it ends with another status. */
const MEASURED = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
elapsed = time.perf_counter() - start
cost = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = cost.ru_maxrss * (1 if sys.platform == 'darwin' else 1024)
if str(done.returncode) not in sys.argv[1].split(','):
    sys.exit(f'status {done.returncode}: ' + done.stderr.decode(errors='replace')[-2000:])
print(json.dumps([elapsed, cost.ru_utime + cost.ru_stime, peak, done.stdout.decode(errors='replace')]))
`;

/** A command as a whole process. `statuses`: how it may end; a verdict that blocks is a result too. */
export function took(
  python: string,
  words: readonly [string, ...string[]],
  { cwd, env = process.env, statuses = [0] }: Options = {},
): Took {
  const result = spawnSync(python, ['-c', MEASURED, statuses.join(','), ...words], {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (result.status !== 0) throw new Error(`${words.slice(0, 4).join(' ')} failed: ${result.stderr}`);
  const [elapsed, cpu, peak, stdout]: [number, number, number, string] = JSON.parse(result.stdout);
  return { elapsed, cpu, peak, stdout };
}

export interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly statuses?: readonly number[];
}

/** Both in turn, `rounds` times over: what slows the machine slows both. */
export function takeTurns(rounds: number, own: () => Took, peer: () => Took): Turns {
  const turns: { readonly own: Took[]; readonly peer: Took[] } = { own: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    turns.own.push(own());
    turns.peer.push(peer());
  }
  return turns;
}

export interface Turns {
  readonly own: readonly Took[];
  readonly peer: readonly Took[];
}

/** What is aimed at: how many times as fast by the clock and by CPU seconds, how many times as little memory. */
export interface Goals {
  readonly elapsed: number | null;
  readonly cpu: number | null;
  readonly peak: number | null;
}

const KINDS = [
  { kind: 'elapsed', said: 'by the clock', unit: 's', scale: 1 },
  { kind: 'cpu', said: 'CPU seconds', unit: 'CPU s', scale: 1 },
  { kind: 'peak', said: 'memory', unit: 'MB', scale: 1e-6 },
] as const;

/** An outcome each of clock, CPU and memory. The goal is held against the ratio of the medians. */
export function outcomesOf(what: string, peer: string, turns: Turns, goals: Goals): Outcome[] {
  return KINDS.map(({ kind, said, unit, scale }) => {
    const [own, theirs] = [turns.own, turns.peer].map((all) => spread(all.map((one) => one[kind] * scale)));
    if (own === undefined || theirs === undefined) throw new Error('nothing was measured');
    return {
      what: `${what}, ${said}`,
      own: { text: shown(own, unit) },
      peer: { name: peer, text: shown(theirs, unit) },
      ratio: theirs.median / own.median,
      ends: { least: theirs.least / own.least, most: theirs.most / own.most },
      goal: goals[kind],
    };
  });
}

interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

function spread(values: readonly number[]): Spread {
  return { least: Math.min(...values), median: median(values), most: Math.max(...values) };
}

function shown({ least, median, most }: Spread, unit: string): string {
  const text = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
  return `${text(median)} ${unit} (${text(least)} to ${text(most)})`;
}
