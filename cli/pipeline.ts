import { pipeline } from '#actions/pipeline/action';
import main from '#actions/pipeline/main';
import type { Ending } from '#host/lastrun/memory';
import { nearest } from '#kit/nearness';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { read } from '#kit/read';
import { run } from '#kit/run';
import { chain as chainText } from '#report/chain';
import type { StageLine } from '#report/facts';
import { ACTIONS, type Entry } from './actions.ts';
import { isDue, ownLine, performChain } from './chain.ts';
import { type Closing, closingOf } from './closing.ts';
import { demandFile, findPlace, type Line, openPrepared } from './invoke.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * `mlops run [stage]`: the stages of mlops.yml one after the other in this folder, up to and with `stage`; `words`: as it
 * was typed.
 */
export async function runProject(
  stages: readonly string[],
  line: Line,
  env: Env,
  cwd: string,
  words: readonly string[],
): Promise<ExitStatus> {
  const [until, ...more] = stages;
  const wanted = chosen(until, more);
  demandKnown(line);
  return runStages({ called: 'run', wanted, until, words }, line, env, cwd);
}

/** `uses: org/mlops@v1`: the same as one step of a job. */
export async function runPipeline(line: Line, env: Env, cwd: string): Promise<ExitStatus> {
  const { until } = read(pipeline, { line, section: new Map() });
  return runStages({ called: pipeline.name, wanted: chosen(until, []), until }, line, env, cwd);
}

interface Wish {
  /** what the host calls this invocation */
  readonly called: string;
  readonly wanted: readonly Entry[];
  readonly until: string | undefined;
  /** what was typed, of a run that may stand the next time */
  readonly words?: readonly string[];
}

async function runStages(
  { called, wanted, until, words }: Wish,
  line: Line,
  env: Env,
  cwd: string,
): Promise<ExitStatus> {
  const place = findPlace(line, env, cwd);
  demandFile(place);
  const { root, workspace, file } = place;
  const { permissions } = pipeline;
  const typed = words === undefined ? {} : { typed: { words, cwd, file } };
  const wish = { env, root, workspace, permissions, action: called, ...typed };
  const host = await openPrepared(wish, place, (project) =>
    wanted.filter((action) => project !== null && isDue(action, until, project)),
  );
  let ending: Ending<Closing> | undefined;
  try {
    const said = { ...read(pipeline, { line: ownLine(pipeline, line), section: new Map() }), until };
    let status: ExitStatus = EXIT.ok;
    let lines: readonly StageLine[] = [];
    const ended = await run(main, said, host, async (last) => {
      const chain = await performChain(wanted, last, line, place, host);
      process.stderr.write(`\n${chainText(chain.lines)}\n`);
      ({ status, lines } = chain);
      return chain;
    });
    const whole = ended.status === EXIT.ok ? status : ended.status;
    if (whole === EXIT.ok || whole === EXIT.verdict) ending = { status: whole, closing: closingOf(lines) };
    return whole;
  } finally {
    await host.close(ending);
  }
}

/** Each stage takes its own inputs of the line; what none of them has is a mistake, so that no typo goes unseen. */
function demandKnown(line: Line): void {
  const known = [...new Set(ACTIONS.flatMap((action) => Object.keys(action.inputs)))];
  const strange = [...line.keys()].filter((name) => !known.includes(name));
  if (strange.length === 0) return;
  const problems = strange.map((name) => {
    const meant = nearest(name, known);
    const remedy =
      meant === null ? 'mlops <stage> --help lists those of a stage.' : `Did you mean --${meant}?`;
    return { subject: `--${name}`, what: 'is no input of any stage', remedy };
  });
  throw new Mistake(problems);
}

function chosen(last: string | undefined, more: readonly string[]): readonly Entry[] {
  if (last === undefined) return ACTIONS;
  const index = ACTIONS.findIndex((action) => action.name === last);
  if (index >= 0 && more.length === 0) return ACTIONS.slice(0, index + 1);
  const remedy = `There are: ${ACTIONS.map((action) => action.name).join(', ')}; name at most one.`;
  throw new Mistake({ subject: [last, ...more].join(' '), what: 'is no stage', remedy });
}
