import { pipeline } from '#actions/pipeline/action';
import { nearest } from '#kit/nearness';
import { type ExitStatus, Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { read } from '#kit/read';
import { conclude } from '#kit/run';
import { chain } from '#report/chain';
import { chainSummary } from '#report/chainsummary';
import { ACTIONS, type Entry } from './actions.ts';
import { type Chain, performChain } from './chain.ts';
import { demandFile, findPlace, type Line, openPrepared } from './invoke.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** `mlops run [stage]`: the stages of mlops.yml one after the other in this folder, up to and with `stage`. */
export async function runProject(
  stages: readonly string[],
  line: Line,
  env: Env,
  cwd: string,
): Promise<ExitStatus> {
  const [asked, ...more] = stages;
  const wanted = chosen(asked, more);
  demandKnown(line);
  return runStages({ wanted, asked, action: 'run', line }, env, cwd);
}

/** `uses: org/mlops@v1`: the same as one step of a job. */
export async function runPipeline(line: Line, env: Env, cwd: string): Promise<ExitStatus> {
  const { until } = read(pipeline, { line, section: new Map() });
  const wanted = chosen(until, []);
  return runStages({ wanted, asked: until, action: pipeline.name, line }, env, cwd);
}

interface Wish {
  readonly wanted: readonly Entry[];
  /** the stage that was named */
  readonly asked: string | undefined;
  /** what the host calls this invocation */
  readonly action: string;
  readonly line: Line;
}

async function runStages({ wanted, asked, action, line }: Wish, env: Env, cwd: string): Promise<ExitStatus> {
  const place = await findPlace(line, env, cwd);
  demandFile(place);
  const { root, workspace } = place;
  const wish = { env, root, workspace, permissions: pipeline.permissions, action };
  const host = await openPrepared(wish, place, wanted);
  try {
    const ended = await performChain(wanted, asked, line, place, host);
    await leave(ended, host);
    process.stderr.write(`\n${chain(ended.lines)}\n`);
    return ended.status;
  } catch (error) {
    return conclude(error, host.log, host.cancelled.aborted);
  } finally {
    await host.close();
  }
}

/** Which output of which stage each output of the pipeline is. */
const OUTPUTS = {
  verdict: 'evaluate',
  reason: 'evaluate',
  'model-digest': 'train',
  report: 'report',
  image: 'containerize',
  digest: 'containerize',
  url: 'deploy',
  revision: 'deploy',
  decision: 'monitor-gate',
} as const satisfies Partial<Record<keyof typeof pipeline.outputs, string>>;

/** Outputs of the whole, and one summary: the chain, then what each stage has to show. */
async function leave({ lines, finished, summaries }: Chain, { results }: Host): Promise<void> {
  for (const [output, stage] of Object.entries(OUTPUTS)) {
    const value = finished.get(stage)?.outputs[output];
    if (value !== undefined) results.output(output, value);
  }
  results.output(
    'stages',
    JSON.stringify(Object.fromEntries(lines.map(({ stage, state }) => [stage, state]))),
  );
  await results.summary([chainSummary(lines), ...summaries].join('\n\n'));
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
