import { modelNameFrom } from '../project.ts';
import { dependsOn, type Made, needsOf } from './graph.ts';
import { type Inputs, inputsOf, type Workspace } from './inputs.ts';
import type { Note } from './note.ts';
import { covers, isOutside, overlap } from './place.ts';
import { notesOnArtifact, notesOnDataset, notesOnPointer, notesOnStage } from './remarks.ts';
import type { Repository } from './repository.ts';
import {
  chooseEvaluation,
  chooseModel,
  chooseTraining,
  METRICS,
  predictionsOf,
  type Role,
  type Wish,
  whyLeftOut,
} from './roles.ts';
import { script } from './shell.ts';
import type { Out, Stage } from './stage.ts';
import { type Supplied, Supply } from './supply.ts';

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

/** Everything the sections are made from. */
interface Plan {
  readonly repository: Repository;
  readonly workspace: Workspace;
  readonly training: Role;
  readonly model: Out;
  readonly scoring: Role | null;
  readonly supply: Supply;
}

/** Decides which stage is what. `fallback` is the model's name where DVC gives it none. */
export function translate(
  repository: Repository,
  workspace: Workspace,
  wish: Wish,
  fallback: string,
): Translation {
  const { pointers, artifacts } = repository;
  const training = chooseTraining(repository, wish);
  const model = chooseModel(training, repository);
  const scoring = chooseEvaluation(training, model, repository, wish);
  const wanted = [training, ...(scoring === null ? [] : [scoring])].flatMap(({ stage }) =>
    dataNeeds(stage, training.stage, repository),
  );
  const supply = new Supply(repository, workspace, wanted);
  const plan = { repository, workspace, training, model, scoring, supply };
  const train = trainingOf(plan);
  const evaluate = scoring === null ? null : evaluationOf(scoring, plan);
  for (const { kept, file } of pointers) for (const { path } of kept) supply.lying(path, file);
  const named = artifacts.find(({ path }) => path === model.path)?.name;
  return {
    model: named === undefined ? fallback : modelNameFrom(named),
    data: supply.datasets,
    train,
    evaluate,
    notes: notesOn(plan, [model.path, train.metrics, evaluate?.predictions ?? null]),
  };
}

/** `written`: the outs that the sections train and evaluate name. */
function notesOn(plan: Plan, written: readonly (string | null)[]): Note[] {
  const { repository, workspace, training, model, scoring, supply } = plan;
  const { stages, pointers, artifacts, sections } = repository;
  const producers = supply.datasets.flatMap((dataset) => dataset.stages);
  const used = new Set([training.stage, ...(scoring === null ? [] : [scoring.stage]), ...producers]);
  const imported = [
    ...supply.datasets.map(({ path }) => path),
    // what the stages of one command hand to each other is not lost
    ...producers.flatMap(({ deps }) => deps),
    ...written.filter((path) => path !== null),
  ];
  const leftOut = (subject: string, why: string): Note => {
    return { section: 'file', subject, text: `not imported: ${why}` };
  };
  return [
    ...[...used].flatMap((stage) =>
      notesOnStage(stage, { section: sectionOf(stage, plan), imported }, repository, workspace),
    ),
    ...supply.datasets.flatMap(notesOnDataset),
    ...pointers.flatMap(notesOnPointer),
    ...artifacts.flatMap((artifact) => notesOnArtifact(artifact, model)),
    ...stages
      .filter((stage) => !used.has(stage))
      .map((stage) => leftOut(`stage ${stage.name}`, whyLeftOut(stage, training, scoring, stages))),
    ...sections.map((subject) => leftOut(subject, 'it says how DVC shows things, not what is run')),
  ];
}

function sectionOf(stage: Stage, { training, scoring }: Plan): Note['section'] {
  if (stage === training.stage) return 'train';
  return stage === scoring?.stage ? 'evaluate' : 'data';
}

/** Outs that a section reads as data: of stages that DVC runs and that come before training. */
function dataNeeds(stage: Stage, training: Stage, { stages }: Repository): Made[] {
  return needsOf(stage, stages).filter(
    ({ stage: maker, out }) =>
      maker !== training && !maker.frozen && !isOutside(out.path) && !dependsOn(maker, training, stages),
  );
}

/** `data:` and `code:` of a section: datasets that are made, those that lie there, and files. */
function suppliedTo(stage: Stage, { repository, workspace, training, supply }: Plan) {
  const inputs: Inputs = inputsOf(stage, repository, workspace);
  const tracked = repository.pointers.filter(({ file }) => inputs.pointers.includes(file));
  const made = supply.made(dataNeeds(stage, training.stage, repository));
  const producers = supply.datasets.flatMap(({ stages }) => stages);
  // a dataset is no part of any key but by being named; what a producer reads too has to stay in its code
  const shared = inputs.data.filter((path) => producers.some(({ deps }) => deps.includes(path)));
  const lying = inputs.data.filter(
    (path) => !shared.includes(path) && !training.stage.outs.some((out) => overlap(out.path, path)),
  );
  const inGit = (path: string) => workspace.visible.some((one) => covers(path, one));
  const data = [
    ...tracked.flatMap(({ kept, file }) => kept.map(({ path }) => supply.lying(path, file))),
    ...lying.map((path) => supply.lying(path, inGit(path) ? 'in git' : 'not tracked')),
    ...made,
  ];
  const code = [...inputs.code, ...shared.filter(inGit)];
  return { inputs: { ...inputs, code }, data: [...new Set(data)] };
}

function trainingOf(plan: Plan): Training {
  const { training: role, model } = plan;
  const { inputs, data } = suppliedTo(role.stage, plan);
  const [params = null] = inputs.params.filter((file) => /\.(ya?ml|json)$/.test(file));
  const metrics = role.stage.outs.find(({ role, path }) => role === 'metric' && METRICS.test(path));
  return {
    role,
    run: script([role.stage]),
    code: [...new Set([...inputs.code, ...inputs.params.filter((file) => file !== params)])],
    data,
    params,
    model: model.path,
    metrics: metrics?.path ?? null,
  };
}

function evaluationOf(role: Role, plan: Plan): Evaluation {
  const { stage } = role;
  const { inputs, data } = suppliedTo(stage, plan);
  return {
    role,
    run: script([stage]),
    code: [...new Set([...inputs.code, ...inputs.params])],
    data,
    predictions: predictionsOf(stage),
    metrics: stage.outs.filter((out) => out.role === 'metric').map(({ path }) => path),
  };
}
