import type { Performed } from '#actions/pipeline/main';
import { EXIT, type ExitStatus, Mistake, type Problem } from '#kit/outcome';
import type { Host, Results } from '#kit/ports';
import { conclude, type Finished } from '#kit/run';
import type { Project } from '#project/project';
import type { StageLine } from '#report/facts';
import type { Entry } from './actions.ts';
import { type Line, openProject, type Place, perform, sourcesOf } from './invoke.ts';

/** What a chain of stages came to. */
export interface Chain extends Performed {
  /** of the first stage that did not go on */
  readonly status: ExitStatus;
}

/** Stages that are performed only where mlops.yml has their section, or somebody asked for them. */
const OPTIONAL = ['setup', 'containerize', 'deploy', 'monitor-gate'];

/**
 * The stages one after the other on one host. Ends with the first that does not go on; `report` always has its turn
 * after an evaluation, whatever the verdict. `asked`: the stage that was named, which is performed in any case.
 */
export async function performChain(
  stages: readonly Entry[],
  asked: string | undefined,
  line: Line,
  place: Place,
  host: Host,
): Promise<Chain> {
  const known = await openProject(place, host);
  const due = stages.filter((action) => isDue(action, asked, known) && whyIdle(action, asked, host) === null);
  checkInputs(due, line, known);
  let status: ExitStatus = EXIT.ok;
  const lines: StageLine[] = [];
  const finished = new Map<string, Finished>();
  const summaries: string[] = [];
  for (const action of stages) {
    const project = await openProject(place, host);
    if (!isWanted(action, asked, project)) continue;
    if (status !== EXIT.ok && !(action.name === 'report' && status === EXIT.verdict)) break;
    const idle = whyIdle(action, asked, host);
    if (idle !== null) {
      lines.push({ stage: action.name, state: 'skipped', seconds: 0, why: idle });
      continue;
    }
    const own = ownLine(action, line);
    const start = host.clock.elapsed();
    const showing: Host = { ...host, results: collecting(host.results, summaries) };
    const ended = await perform(action, own, place, showing).catch((error: unknown) => ({
      status: conclude(error, host.log, host.cancelled.aborted),
      outputs: {},
      why: 'see above',
    }));
    finished.set(action.name, ended);
    lines.push(lineOf(action.name, ended, (host.clock.elapsed() - start) / 1000));
    status = status === EXIT.ok ? ended.status : status;
  }
  return { status, model: known.model, lines, finished, summaries };
}

/** What of the line an action takes. */
export function ownLine({ inputs }: Pick<Entry, 'inputs'>, line: Line): Line {
  return new Map([...line].filter(([name]) => Object.hasOwn(inputs, name)));
}

/** What the last stage lacks is said before the first one has worked for an hour: all of it, each with its section. */
function checkInputs(stages: readonly Entry[], line: Line, project: Project): void {
  const problems = stages.flatMap((action): Problem[] => {
    try {
      action.check(sourcesOf(action, ownLine(action, line), project));
      return [];
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const { section } = action;
      return error.problems.map((problem) =>
        section === null ? problem : { ...problem, subject: `${section}.${problem.subject}` },
      );
    }
  });
  if (problems.length > 0) throw new Mistake(problems);
}

/** Outputs of the stages would overwrite one another, and summaries are shown below the chain. */
function collecting(results: Results, summaries: string[]): Results {
  return {
    ...results,
    output: () => undefined,
    summary: (markdown) => Promise.resolve(void summaries.push(markdown)),
  };
}

/** Has this project the stage, or did somebody ask for it? */
function isWanted({ name, section }: Entry, asked: string | undefined, project: Project): boolean {
  return !OPTIONAL.includes(name) || name === asked || project.declares(section);
}

/** Is it wanted, and its time now? What was just deployed has been asked nothing yet: a monitor waits. */
export function isDue(action: Entry, asked: string | undefined, project: Project): boolean {
  return isWanted(action, asked, project) && (action.name !== 'monitor-gate' || asked === action.name);
}

/** Why a wanted stage has nothing to do in this run; null: it has. Only what the default branch made is deployed. */
function whyIdle({ name }: Entry, asked: string | undefined, { kind, run }: Host): string | null {
  if (name === asked) return null;
  if (name === 'monitor-gate') return 'watches what serves, when it is named or on its schedule';
  return name !== 'deploy' || kind === 'local' || run.trusted.yes ? null : run.trusted.because;
}

function lineOf(stage: string, ended: Finished, seconds: number): StageLine {
  const { status, outputs, why, savedSeconds } = ended;
  const state =
    status !== EXIT.ok
      ? 'failed'
      : outputs['skipped'] === 'true'
        ? 'skipped'
        : outputs['cache-hit'] === 'true'
          ? 'reused'
          : 'ran';
  return { stage, state, seconds, why, ...(savedSeconds === undefined ? {} : { savedSeconds }) };
}
