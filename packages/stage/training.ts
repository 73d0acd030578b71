import { stageKey } from '#record/stagekey';
import { resource, seal, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { duration } from '#report/number';
import { besides, writeRecords } from './artifact.ts';
import { type Kept, recall, remember, stageFolder } from './cache.ts';
import { clearOutput, demandOutput, runCommand } from './command.ts';
import { basename, measure } from './digest.ts';
import { enterLedger } from './ledger.ts';
import { mlflowRun } from './mlflow.ts';
import { type Parameters, parametersFile, parametersOf } from './parameters.ts';
import { putInPlace } from './placement.ts';
import { type Plan, planOf, provenanceOf } from './plan.ts';
import { dataChain, dataEnv, type Ready } from './ready.ts';
import { explain } from './recipes.ts';
import { restated } from './restatement.ts';
import type { Scene } from './scene.ts';
import { writeEnvironment } from './surroundings.ts';
import { demandNoStore, keepMetrics, restoreMetrics, writeMetrics } from './trainmetrics.ts';

/** What the user asks of training; the inputs of the action `train`. */
export interface TrainingWish {
  readonly name: string | undefined;
  readonly run: string;
  readonly code: readonly string[];
  readonly params: string | Readonly<Record<string, unknown>> | undefined;
  readonly seed: number | undefined;
  readonly model: string;
  readonly metrics: string | undefined;
  /** the MLflow store training logs to */
  readonly mlflow: string | undefined;
  readonly env: readonly string[];
  readonly semantics: number;
}

/** A training that could run: everything that decides its result, by digest. Paths are relative to the project. */
export interface TrainingPlan extends Plan {
  readonly run: string;
  readonly model: string;
  readonly metrics: string | null;
  readonly mlflow: string | null;
  readonly data: readonly Ready[];
  readonly parameters: Parameters | null;
}

/** A model with the record of its making, in a folder ready to be published. */
export interface Trained extends Kept {
  readonly modelDigest: string;
  readonly skipped: boolean;
}

/** What training would do, decided by digest. Runs nothing. */
export async function planTraining(
  wish: TrainingWish,
  data: readonly Ready[],
  scene: Scene,
): Promise<TrainingPlan> {
  const { files } = scene.host;
  const model = await files.within(wish.model, 'model-path');
  const metrics = wish.metrics === undefined ? null : await files.within(wish.metrics, 'metrics');
  const mlflow = wish.mlflow === undefined ? null : await files.within(wish.mlflow, 'mlflow');
  const parameters = await parametersOf(wish.params, scene.host);
  const plan = await planOf(
    {
      stage: 'train',
      name: wish.name ?? null,
      section: { run: wish.run, model, metrics, ...(mlflow === null ? {} : { mlflow }) },
      code: wish.code,
      apart: [model, metrics, mlflow],
      data,
      inputs: {},
      parameters,
      seed: wish.seed ?? null,
      env: wish.env,
      semantics: wish.semantics,
      ancestors: [],
    },
    scene,
  );
  return { ...plan, run: wish.run, model, metrics, mlflow, data, parameters };
}

/** The result of an earlier training by the same key, re-hashed; null where it has to run. */
export async function recallTraining(plan: TrainingPlan, scene: Scene): Promise<Trained | null> {
  const { host } = scene;
  const { model, metrics, recipe } = plan;
  const found = await recall(recipe, { model: inside(model) }, scene);
  if (found === null) return null;
  await putInPlace(`${found.folder}/${inside(model)}`, model, host);
  if (metrics !== null) await restoreMetrics(found.folder, metrics, host);
  const kept = await restated(found, plan, dataChain(plan.data), scene);
  await enterLedger(kept.folder, host);
  host.log.info(`Skipped: same stage key ${stageKey(recipe).slice(0, 12)}; ${duration(kept.seconds)} saved.`);
  return { ...kept, modelDigest: subjectDigest(kept.record, 'model') ?? '', skipped: true };
}

/** Runs the command, demands what it had to write, and seals the record. */
export async function runTraining(plan: TrainingPlan, scene: Scene): Promise<Trained> {
  const { host } = scene;
  const { recipe, model, metrics } = plan;
  const { sentence } = await explain(recipe, await plan.background(), scene.model, host);
  host.log.info(`Stage key ${stageKey(recipe).slice(0, 12)}: ${sentence}.`);
  const startedOn = host.clock.now();
  await clearOutput(model, scene);
  if (metrics !== null) {
    await demandNoStore(metrics, host);
    await clearOutput(metrics, scene);
  }
  await runCommand('train', plan.run, await commandEnv(plan, scene), scene);
  await demandOutput('train.model', model, scene);
  if (metrics !== null) await demandOutput('train.metrics', metrics, scene);
  const tracked =
    plan.mlflow === null ? null : await mlflowRun(plan.mlflow, startedOn, host.clock.now(), host);
  const folder = await assemble(plan, scene);
  if (metrics === null && tracked !== null) await writeMetrics(tracked.metrics, folder, host);
  const { digest } = await measure(`${folder}/${inside(model)}`, 'model', host);
  const subject = resource('model', digest);
  const made = {
    subject,
    byproducts: [
      ...(await besides(folder, [FILE.metrics, FILE.environment, FILE.bom], host)),
      ...(tracked === null ? [] : [tracked.resource]),
    ],
  };
  const statement = provenanceOf(plan, made, startedOn, scene);
  await writeRecords(folder, seal(statement).bytes, dataChain(plan.data), host);
  const kept = await remember(recipe, await plan.background(), folder, scene);
  return { ...kept, modelDigest: digest, skipped: false };
}

async function commandEnv(
  { model, metrics, recipe, data, parameters }: TrainingPlan,
  scene: Scene,
): Promise<Record<string, string>> {
  const absolute = (path: string, subject: string) => scene.host.files.resolve(path, subject);
  const { seed } = recipe;
  return {
    ...(await dataEnv(data, scene)),
    MLOPS_MODEL: await absolute(model, 'model-path'),
    ...(metrics === null ? {} : { MLOPS_METRICS: await absolute(metrics, 'metrics') }),
    ...(parameters === null ? {} : { MLOPS_PARAMS: await parametersFile(parameters, scene.host) }),
    ...(seed === null ? {} : { MLOPS_SEED: String(seed), PYTHONHASHSEED: String(seed >>> 0) }),
  };
}

/** The artifact: model/<its name>, metrics.json, and the environment's manifest and bill of materials. */
async function assemble({ model, metrics, recipe }: TrainingPlan, scene: Scene): Promise<string> {
  const { host } = scene;
  const { files } = host;
  const folder = stageFolder(recipe.stage, recipe.name);
  await files.remove(folder);
  await files.copy(model, `${folder}/${inside(model)}`);
  if (metrics !== null) await keepMetrics(metrics, folder, host);
  await writeEnvironment(folder, scene);
  return folder;
}

function inside(model: string): string {
  return `model/${basename(model)}`;
}
