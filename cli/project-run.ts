import { nearest } from '#kit/nearness';
import { EXIT, type ExitStatus, Mistake } from '#kit/outcome';
import { conclude, type Finished } from '#kit/run';
import { chain } from '#report/chain';
import type { StageLine } from '#report/facts';
import { ACTIONS, type Entry } from './actions.ts';
import { demandFile, findPlace, type Line, openPrepared, openProject, perform } from './invoke.ts';

/** Stages that `mlops run` passes by where mlops.yml has no section for them. */
const OPTIONAL: readonly string[] = ['setup', 'containerize', 'deploy'];

/**
 * `mlops run [stage]`: the stages of mlops.yml one after the other in this folder, up to and with `stage`. Ends
 * with the first that does not go on; `report` always has its turn after an evaluation, whatever the verdict.
 */
export async function runProject(
  stages: readonly string[],
  line: Line,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<ExitStatus> {
  const wanted = chosen(stages);
  demandKnown(line);
  const place = await findPlace(line, env, cwd);
  demandFile(place);
  const { root, workspace } = place;
  const host = await openPrepared({ env, root, workspace, permissions: {}, action: 'run' }, place, wanted);
  try {
    const project = await openProject(place, host);
    let status: ExitStatus = EXIT.ok;
    const lines: StageLine[] = [];
    for (const action of wanted) {
      if (!project.declares(action.section) && OPTIONAL.includes(action.name) && stages[0] !== action.name)
        continue;
      if (status !== EXIT.ok && !(action.name === 'report' && status === EXIT.verdict)) break;
      const own = new Map([...line].filter(([name]) => Object.hasOwn(action.inputs, name)));
      const start = host.clock.elapsed();
      const ended = await perform(action, own, place, host).catch((error: unknown) => ({
        status: conclude(error, host.log, host.cancelled.aborted),
        outputs: {},
        why: 'see above',
      }));
      lines.push(lineOf(action.name, ended, (host.clock.elapsed() - start) / 1000));
      status = status === EXIT.ok ? ended.status : status;
    }
    process.stderr.write(`\n${chain(lines)}\n`);
    return status;
  } catch (error) {
    return conclude(error, host.log, host.cancelled.aborted);
  } finally {
    await host.close();
  }
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

function chosen(stages: readonly string[]): readonly Entry[] {
  const [last, ...more] = stages;
  if (last === undefined) return ACTIONS;
  const index = ACTIONS.findIndex((action) => action.name === last);
  if (index >= 0 && more.length === 0) return ACTIONS.slice(0, index + 1);
  const remedy = `There are: ${ACTIONS.map((action) => action.name).join(', ')}; name at most one.`;
  throw new Mistake({ subject: stages.join(' '), what: 'is no stage', remedy });
}
