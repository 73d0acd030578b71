import { spawn } from 'node:child_process';

/** A signal to the process once its log holds a text. */
export interface Interrupt {
  readonly after: string;
  readonly signal: NodeJS.Signals;
}

export interface ChildWish {
  readonly cwd: string;
  /** the whole environment: nothing is inherited */
  readonly env: Readonly<Record<string, string>>;
  /** one after the other: the second waits for its text after the first was sent */
  readonly interrupt?: Interrupt | readonly Interrupt[];
  /** milliseconds until it is killed; the log tells what it did before. Default 100 s */
  readonly timeout?: number;
}

export interface ChildEnded {
  /** null when a signal ended it */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** stdout and stderr as they came, which is what a runner shows */
  readonly log: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function runChild(argv: readonly [string, ...string[]], wish: ChildWish): Promise<ChildEnded> {
  const [program, ...words] = argv;
  return new Promise((resolve, reject) => {
    const { cwd, env } = wish;
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(program, words, {
      cwd,
      env: { ...env },
      stdio,
      timeout: wish.timeout ?? 100_000,
      killSignal: 'SIGKILL',
    });
    const waiting = [wish.interrupt ?? []].flat();
    let [log, stdout, stderr, seen] = ['', '', '', 0];
    const take = (text: string) => {
      log += text;
      for (let [next] = waiting; next !== undefined; [next] = waiting) {
        const at = log.indexOf(next.after, seen);
        if (at < 0) return;
        seen = at + next.after.length;
        waiting.shift();
        child.kill(next.signal);
      }
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      take(text);
    });
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, log, stdout, stderr }));
  });
}
