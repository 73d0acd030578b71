import type { Action, Fields, Outcome, Values } from './declaration.ts';
import { Cancelled, describe, EXIT, type ExitStatus, Mistake, type Problem } from './outcome.ts';
import type { Host, Log } from './ports.ts';

/** What an invocation came to, for whoever performs several. */
export interface Finished {
  readonly status: ExitStatus;
  readonly outputs: Readonly<Record<string, string>>;
  readonly why: string;
  readonly savedSeconds?: number;
}

/**
 * One invocation of an action: its story, then outputs and summary, then the ending. Outputs and summary are
 * written before a verdict that says no ends the job. `locate`: says of a mistake where the user made it.
 */
export async function run<F extends Fields, O extends string, P>(
  action: Action<F, O, P>,
  inputs: Values<F>,
  host: Host,
  project: P,
  locate: (problem: Problem) => Problem = (problem) => problem,
): Promise<Finished> {
  try {
    const outcome = await action.main(inputs, host, project);
    const outputs = await leave(action, outcome, host);
    const { why = '', savedSeconds, verdict } = outcome;
    const ended = { outputs, why, ...(savedSeconds === undefined ? {} : { savedSeconds }) };
    if (verdict === undefined || verdict.goesOn) return { status: EXIT.ok, ...ended };
    host.log.error(verdict.sentence);
    return { status: EXIT.verdict, ...ended };
  } catch (thrown) {
    const error = thrown instanceof Mistake ? placed(thrown, locate) : thrown;
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    return { status: conclude(error, host.log, host.cancelled.aborted), outputs: {}, why };
  }
}

function placed(mistake: Mistake, locate: (problem: Problem) => Problem): Mistake {
  return new Mistake(mistake.problems.map(locate), { cause: mistake.cause });
}

async function leave<F extends Fields, O extends string, P>(
  action: Action<F, O, P>,
  outcome: Outcome<O>,
  host: Host,
): Promise<Record<string, string>> {
  const declared = action.declaration.outputs;
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries<string | undefined>(outcome.outputs)) {
    if (!Object.hasOwn(declared, name)) throw new Error(`${name} is no declared output`);
    if (value === undefined) continue;
    host.results.output(name, value);
    written[name] = value;
  }
  if (outcome.summary !== undefined) await host.results.summary(outcome.summary);
  return written;
}

/** Says how it ended, in the words of its kind, and gives the exit status. */
export function conclude(error: unknown, log: Log, cancelled: boolean): ExitStatus {
  if (cancelled || error instanceof Cancelled) {
    log.warning('Cancelled: nothing was published.');
    return EXIT.cancelled;
  }
  if (error instanceof Mistake) {
    for (const problem of error.problems) log.error(describe(problem), problem.at);
    causes(error).forEach((line) => void log.debug(line));
    return EXIT.mistake;
  }
  const message = error instanceof Error ? error.message : String(error);
  log.error(`${message}\nThis is a fault of mlops or of something it depends on, not of your configuration.`);
  causes(error).forEach((line) => void log.debug(line));
  return EXIT.fault;
}

function causes(error: unknown): string[] {
  const lines: string[] = [];
  for (let at = error; at instanceof Error && lines.length < 10; at = at.cause) {
    lines.push(at.stack ?? at.message);
  }
  return lines;
}
