import { type Recipe, stageKey } from '#record/stagekey';
import { provenance, type Resource, type Statement, seal, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { writeRecords } from './artifact.ts';
import { type Code, codeOf } from './code.ts';
import { clearOutput, declaredEnv, demandOutput, runCommand } from './command.ts';
import { dataChain, dataDigests, dataEnv, type Ready } from './dataset.ts';
import { basename, measure } from './digest.ts';
import { explainMiss, recall, remember, stageFolder } from './hit.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import { circumstances, type Scene } from './scene.ts';

/** What the user asks of training; the inputs of the action `train`. */
export interface TrainingWish {
  readonly name: string | undefined;
  readonly run: string;
  readonly code: readonly string[];
  readonly params: string | Readonly<Record<string, unknown>> | undefined;
  readonly seed: number | undefined;
  readonly model: string;
  readonly metrics: string | undefined;
  readonly env: readonly string[];
  readonly semantics: number;
}

/** A training that could run: everything that decides its result, by digest. */
export interface TrainingPlan {
  readonly wish: TrainingWish;
  readonly data: readonly Ready[];
  readonly parameters: Parameters | null;
  readonly recipe: Recipe;
  readonly code: Code;
}

/** A model with the record of its making, in the stage's folder ready to be published. */
export interface Trained {
  readonly folder: string;
  readonly record: Statement;
  readonly modelDigest: string;
  readonly skipped: boolean;
  readonly seconds: number;
}

export async function planTraining(
  wish: TrainingWish,
  data: readonly Ready[],
  scene: Scene,
): Promise<TrainingPlan> {
  const { host, surroundings, project } = scene;
  await host.files.resolve(wish.model, 'model-path');
  if (wish.metrics !== undefined) await host.files.resolve(wish.metrics, 'metrics');
  const parameters = await parametersOf(wish.params, host);
  const apart = [wish.model, wish.metrics, parameters?.file, ...data.map(({ path }) => path), project.lock];
  const code = await codeOf(
    host,
    wish.code,
    apart.filter((path) => path !== undefined && path !== null),
  );
  const recipe: Recipe = {
    stage: 'train',
    name: wish.name ?? null,
    section: { run: wish.run, model: wish.model, metrics: wish.metrics ?? null },
    code: code.digest,
    environment: surroundings?.digest ?? null,
    inputs: dataDigests(data),
    parameters: parameters?.values ?? null,
    seed: wish.seed ?? null,
    env: declaredEnv(wish.env, host.env),
    semantics: wish.semantics,
  };
  return { wish, data, parameters, recipe, code };
}

/** The result of an earlier training by the same key, re-hashed; null where it has to run. */
export async function recallTraining(plan: TrainingPlan, scene: Scene): Promise<Trained | null> {
  const { host } = scene;
  const { wish, recipe } = plan;
  const kept = await recall(recipe, { model: inside(wish.model) }, host);
  if (kept === null) return null;
  await host.files.copy(`${kept.folder}/${inside(wish.model)}`, wish.model);
  if (wish.metrics !== undefined) await host.files.copy(`${kept.folder}/${FILE.metrics}`, wish.metrics);
  const seconds = secondsOf(kept.record);
  host.log.info(`Skipped: same stage key ${stageKey(recipe).slice(0, 12)}; ${seconds.toFixed(1)} s saved.`);
  return { ...kept, modelDigest: subjectDigest(kept.record, 'model') ?? '', skipped: true, seconds };
}

/** Runs the command, demands what it had to write, and seals the record. */
export async function runTraining(plan: TrainingPlan, scene: Scene): Promise<Trained> {
  const { host } = scene;
  const { wish, recipe } = plan;
  host.log.info(`Stage key ${stageKey(recipe).slice(0, 12)}: ${await explainMiss(recipe, plan.code, host)}.`);
  const startedOn = host.clock.now();
  const start = host.clock.elapsed();
  await clearOutput(wish.model, scene);
  if (wish.metrics !== undefined) await clearOutput(wish.metrics, scene);
  await runCommand('train', wish.run, await commandEnv(plan, scene), scene);
  await demandOutput('train.model', wish.model, scene);
  if (wish.metrics !== undefined) await demandOutput('train.metrics', wish.metrics, scene);
  const seconds = (host.clock.elapsed() - start) / 1000;
  const { digest } = await measure(wish.model, 'model', host);
  const folder = await assemble(plan, scene);
  const statement = recordOf(plan, digest, await byproducts(folder, host), scene, startedOn);
  await writeRecords(folder, seal(statement).bytes, dataChain(plan.data), host);
  await remember(recipe, host);
  return { folder, record: statement, modelDigest: digest, skipped: false, seconds };
}

async function commandEnv(
  { wish, data, parameters }: TrainingPlan,
  scene: Scene,
): Promise<Record<string, string>> {
  const absolute = (path: string, subject: string) => scene.host.files.resolve(path, subject);
  return {
    ...(await dataEnv(data, scene)),
    MLOPS_MODEL: await absolute(wish.model, 'model-path'),
    ...(wish.metrics === undefined ? {} : { MLOPS_METRICS: await absolute(wish.metrics, 'metrics') }),
    ...(parameters === null ? {} : { MLOPS_PARAMS: await absolute(parameters.file, 'params') }),
    ...(wish.seed === undefined
      ? {}
      : { MLOPS_SEED: String(wish.seed), PYTHONHASHSEED: String(wish.seed >>> 0) }),
  };
}

/** The artifact: model/<its name>, metrics.json, environment.json. */
async function assemble({ wish, recipe }: TrainingPlan, { host, surroundings }: Scene): Promise<string> {
  const folder = stageFolder(recipe.stage, recipe.name);
  await host.files.remove(folder);
  await host.files.copy(wish.model, `${folder}/${inside(wish.model)}`);
  if (wish.metrics !== undefined) await host.files.copy(wish.metrics, `${folder}/${FILE.metrics}`);
  if (surroundings !== null) await host.files.write(`${folder}/${FILE.environment}`, surroundings.manifest);
  return folder;
}

async function byproducts(folder: string, host: Scene['host']): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const name of [FILE.metrics, FILE.environment]) {
    if ((await host.files.exists(`${folder}/${name}`)) !== 'file') continue;
    const { digest } = await measure(`${folder}/${name}`, 'model', host);
    found.push({ name, digest: { sha256: digest } });
  }
  return found;
}

function recordOf(plan: TrainingPlan, model: string, byproducts: Resource[], scene: Scene, startedOn: Date) {
  const { recipe, data } = plan;
  const environment = scene.surroundings?.digest;
  return provenance(
    {
      stage: 'train',
      subject: [{ name: 'model', digest: { sha256: model } }],
      parameters: {
        model: scene.model,
        name: recipe.name,
        ...recipe.section,
        parameters: recipe.parameters,
        seed: recipe.seed,
        env: recipe.env,
      },
      stageKey: stageKey(recipe),
      dependencies: [
        { name: 'code', digest: { sha256: recipe.code } },
        ...data.map(({ name, digest }) => ({ name: `data:${name}`, digest: { sha256: digest } })),
        ...(environment === undefined ? [] : [{ name: 'environment', digest: { sha256: environment } }]),
      ],
      byproducts,
    },
    circumstances(scene.host, startedOn),
  );
}

/** Seconds a recorded run took, from its own times. */
function secondsOf(record: Statement): number {
  const text = JSON.stringify(record);
  const time = (key: string) => Date.parse(new RegExp(`"${key}":"([^"]+)"`).exec(text)?.[1] ?? '');
  const seconds = (time('finishedOn') - time('startedOn')) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
}

function inside(model: string): string {
  return `model/${basename(model)}`;
}
