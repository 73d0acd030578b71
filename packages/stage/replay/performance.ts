import { dirname } from 'node:path';
import { EXIT, type ExitStatus } from '#kit/outcome';
import type { Said } from '#kit/read';
import type { Finished } from '#kit/run';
import type { Project } from '#project/project';
import { FILE } from '#record/vocabulary';
import { stageFolder } from '../cache.ts';
import { readyData } from '../dataset.ts';
import { openScene } from '../scene.ts';
import { candidateOf, score } from '../scoring.ts';
import { baselineInput } from './baseline.ts';
import type { Sourced } from './data.ts';
import { type RecordRead, recordOf } from './found.ts';
import { instructionOf, said } from './instruction.ts';
import { here, lineOf } from './line.ts';
import { restoreParameters } from './parameters.ts';
import { projectFor } from './project.ts';
import { judgedBy } from './rubric.ts';
import type { Actions, Setting } from './setting.ts';

/** A stage performed again. */
export interface Performed {
  readonly record: RecordRead;
  /** in the clean project folder: its files, with its record */
  readonly folder: string;
}

/** An action that did not end well, and has said why. */
export class Unfinished extends Error {
  readonly status: ExitStatus;
  constructor(status: ExitStatus) {
    super(`ended with status ${status}`);
    this.status = status;
  }
}

/** @throws Unfinished where it did not end well */
export function demandEnded(finished: Finished): Finished {
  if (finished.status === EXIT.ok) return finished;
  throw new Unfinished(finished.status);
}

/** Trains as recorded; without a record, as mlops.yml has it. Its data are in place. */
export async function trainAgain(
  record: RecordRead | null,
  data: readonly Sourced[],
  setting: Setting,
): Promise<Performed> {
  if (record === null) return act('train', {}, projectOf(null, data, setting), setting);
  const { told } = record;
  const { model, ...section } = told.section;
  const values = {
    ...section,
    ...commandOf(record),
    name: told.name,
    data: data.map(({ name }) => name),
    params: await restoreParameters(told, setting),
    seed: told.seed,
    'model-path': model,
  };
  // what the record does not hold was not there: mlops.yml must not fill it in
  const project = { ...projectOf(record, data, setting), section: nothing };
  return act('train', values, project, setting);
}

const nothing: Project['section'] = () => new Map<string, Said>();

/**
 * Scores and judges: the command and the gates as recorded; an older record leaves the gates to mlops.yml at the
 * commit. `scored`: false where predictions were judged as they lay there.
 */
export async function evaluateAgain(
  scoring: RecordRead | null,
  data: readonly Sourced[],
  scored: boolean,
  setting: Setting,
): Promise<Performed> {
  const recorded =
    scoring === null
      ? {}
      : {
          ...scoring.told.section,
          ...commandOf(scoring),
          data: data.map(({ name }) => name),
        };
  const { told } = setting.found;
  const judged = judgedBy(told);
  const values = {
    ...recorded,
    ...judged,
    name: told.name,
    baseline: baselineInput(told),
    'fail-on': ['never'],
  };
  const project = projectOf(scoring, data, setting);
  const section: Project['section'] = (name) => {
    const own = new Map(project.section(name));
    if (!scored) own.delete('run');
    return own;
  };
  return act('evaluate', values, { ...project, section }, setting);
}

/** Scores and judges nothing: what the record of a scoring asks for. */
export async function scoreAgain(
  scoring: RecordRead,
  data: readonly Sourced[],
  setting: Setting,
): Promise<Performed> {
  const { clean, actions } = setting;
  const { told } = scoring;
  const project = projectOf(scoring, data, setting);
  const scene = await openScene('replay', project.model, clean, project);
  const { run, code, env } = here(commandOf(scoring), setting);
  const wish = {
    name: told.name ?? undefined,
    from: undefined,
    run: run ?? undefined,
    code,
    predictions: said(told, 'predictions') ?? '',
    metrics: said(told, 'metrics')?.split('\n') ?? [],
    env,
    semantics: actions.scoringSemantics,
  };
  const names = data.map(({ name }) => name);
  await score(wish, await candidateOf(wish, scene), await readyData(names, scene), scene);
  return performedIn(stageFolder('score', told.name), setting);
}

function commandOf({ told }: RecordRead) {
  return { run: said(told, 'run'), code: instructionOf(told).code, env: Object.keys(told.env) };
}

function projectOf(record: RecordRead | null, data: readonly Sourced[], setting: Setting): Project {
  const apart = record === null ? null : instructionOf(record.told).apart;
  return projectFor(setting, { apart, datasets: data.map(({ name, path }) => ({ name, path })) });
}

async function act(
  action: Parameters<Actions['perform']>[0],
  values: Readonly<Record<string, unknown>>,
  project: Project,
  setting: Setting,
): Promise<Performed> {
  const { actions, clean } = setting;
  const { outputs } = demandEnded(await actions.perform(action, lineOf(values, setting), clean, project));
  return performedIn(dirname(outputs['record'] ?? ''), setting);
}

/** What a stage left in its folder. */
export async function performedIn(folder: string, { clean }: Pick<Setting, 'clean'>): Promise<Performed> {
  const record = recordOf(await clean.files.text(`${folder}/${FILE.record}`));
  if (record === null) throw new Error(`${folder} holds no record`);
  return { record, folder };
}
