import { modelNameFrom } from '../project.ts';
import { type Made, needsOf } from './graph.ts';
import { type Inputs, inputsOf, type Workspace } from './inputs.ts';
import { covers, isOutside } from './place.ts';
import { notesOnDataset, notesOnPointer, notesOnStage } from './remarks.ts';
import type { Repository } from './repository.ts';
import {
  chooseEvaluation,
  chooseModel,
  chooseTraining,
  predictionsOf,
  type Role,
  type Wish,
  whyLeftOut,
} from './roles.ts';
import { script } from './shell.ts';
import type { Out, Stage } from './stage.ts';
import { type Supplied, Supply } from './supply.ts';

/** Something that is not imported, or not quite the same: shown at the end and written into the file. */
export interface Note {
  /** the part of mlops.yml it is about; `file`: none */
  readonly section: 'data' | 'train' | 'evaluate' | 'file';
  readonly subject: string;
  readonly text: string;
}

export interface Training {
  readonly role: Role;
  readonly run: string;
  readonly code: readonly string[];
  readonly data: readonly string[];
  readonly params: string | null;
  readonly model: string;
  readonly metrics: string | null;
}

/** As much as DVC knows of an evaluation: task and columns are the user's to fill in. */
export interface Evaluation {
  readonly role: Role;
  readonly run: string;
  readonly code: readonly string[];
  readonly data: readonly string[];
  readonly predictions: string | null;
  readonly metrics: readonly string[];
}

/** mlops.yml as it follows from a DVC project. */
export interface Translation {
  readonly model: string;
  readonly data: readonly Supplied[];
  readonly train: Training;
  readonly evaluate: Evaluation | null;
  readonly notes: readonly Note[];
}

/** Decides which stage is what. `fallback` is the model's name where DVC gives it none. */
export function translate(
  repository: Repository,
  workspace: Workspace,
  wish: Wish,
  fallback: string,
): Translation {
  const { stages, pointers, artifacts } = repository;
  const role = chooseTraining(repository, wish);
  const model = chooseModel(role, repository);
  const scoring = chooseEvaluation(role, model, repository, wish);
  const readers = [role.stage, ...(scoring === null ? [] : [scoring.stage])];
  const wanted = readers.flatMap((stage) => dataNeeds(stage, role.stage, repository));
  const supply = new Supply(repository, workspace, wanted);
  const train = trainingOf(role, model, supply, repository, workspace);
  const evaluate = scoring === null ? null : evaluationOf(scoring, role.stage, supply, repository, workspace);
  for (const pointer of pointers) for (const { path } of pointer.kept) supply.lying(path, pointer.file);
  const used = new Set([...readers, ...supply.datasets.flatMap((dataset) => dataset.stages)]);
  const imported = [
    ...supply.datasets.map(({ path }) => path),
    // what the stages of one command hand to each other is not lost
    ...supply.datasets.flatMap(({ stages }) => stages.flatMap(({ deps }) => deps)),
    ...[model.path, train.metrics, evaluate?.predictions].filter((path) => typeof path === 'string'),
  ];
  const named = artifacts.find(({ path }) => path === model.path)?.name;
  return {
    model: named === undefined ? fallback : modelNameFrom(named),
    data: supply.datasets,
    train,
    evaluate,
    notes: [
      ...[...used].flatMap((stage) =>
        notesOnStage(stage, { section: sectionOf(stage, role, scoring), imported }, repository, workspace),
      ),
      ...supply.datasets.flatMap(notesOnDataset),
      ...pointers.flatMap(notesOnPointer),
      ...stages
        .filter((stage) => !used.has(stage))
        .map((stage) => leftOut(`stage ${stage.name}`, whyLeftOut(stage, role, scoring, stages))),
      ...repository.sections.map((subject) =>
        leftOut(subject, 'it says how DVC shows things, not what is run'),
      ),
    ],
  };
}

function leftOut(subject: string, why: string): Note {
  return { section: 'file', subject, text: `not imported: ${why}` };
}

function sectionOf(stage: Stage, training: Role, scoring: Role | null): Note['section'] {
  if (stage === training.stage) return 'train';
  return stage === scoring?.stage ? 'evaluate' : 'data';
}

/** Outs that a section reads as data: not what training made. */
function dataNeeds(stage: Stage, training: Stage, { stages }: Repository): Made[] {
  return needsOf(stage, stages).filter((need) => need.stage !== training && !isOutside(need.out.path));
}

/** `data:` and `code:` of a section: datasets that are made, those that lie there, and files. */
function suppliedTo(
  stage: Stage,
  needs: readonly Made[],
  supply: Supply,
  repository: Repository,
  workspace: Workspace,
) {
  const inputs: Inputs = inputsOf(stage, repository, workspace);
  const tracked = repository.pointers.filter(({ file }) => inputs.pointers.includes(file));
  const made = supply.made(needs);
  const producers = supply.datasets.flatMap(({ stages }) => stages);
  // a dataset is no part of any key but by being named; what a producer reads too has to stay in its code
  const shared = inputs.data.filter((path) => producers.some(({ deps }) => deps.includes(path)));
  const data = [
    ...tracked.flatMap(({ kept, file }) => kept.map(({ path }) => supply.lying(path, file))),
    ...inputs.data
      .filter((path) => !shared.includes(path))
      .map((path) =>
        supply.lying(path, workspace.visible.some((one) => covers(path, one)) ? 'in git' : 'not tracked'),
      ),
    ...made,
  ];
  return { inputs: { ...inputs, code: [...inputs.code, ...shared] }, data: [...new Set(data)] };
}

function trainingOf(
  role: Role,
  model: Out,
  supply: Supply,
  repository: Repository,
  workspace: Workspace,
): Training {
  const { stage } = role;
  const needs = dataNeeds(stage, stage, repository);
  const { inputs, data } = suppliedTo(stage, needs, supply, repository, workspace);
  const [params = null, ...more] = inputs.params.filter((file) => /\.(ya?ml|json)$/.test(file));
  const others = inputs.params.filter((file) => file !== params && !more.includes(file));
  const metrics = stage.outs.find(({ role, path }) => role === 'metric' && path.endsWith('.json'));
  return {
    role,
    run: script([stage]),
    code: [...new Set([...inputs.code, ...more, ...others])],
    data,
    params,
    model: model.path,
    metrics: metrics?.path ?? null,
  };
}

function evaluationOf(
  role: Role,
  training: Stage,
  supply: Supply,
  repository: Repository,
  workspace: Workspace,
): Evaluation {
  const { stage } = role;
  const needs = dataNeeds(stage, training, repository);
  const { inputs, data } = suppliedTo(stage, needs, supply, repository, workspace);
  return {
    role,
    run: script([stage]),
    code: [...new Set([...inputs.code, ...inputs.params])],
    data,
    predictions: predictionsOf(stage),
    metrics: stage.outs.filter((out) => out.role === 'metric').map(({ path }) => path),
  };
}
