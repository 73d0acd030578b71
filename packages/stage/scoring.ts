import { type Recipe, stageKey } from '#record/stagekey';
import { provenance, seal } from '#record/statement';
import { chooseArtifact, demandSubject, type Fetched, fetchArtifact, writeRecords } from './artifact.ts';
import { codeOf } from './code.ts';
import { clearOutput, declaredEnv, demandOutput, runCommand } from './command.ts';
import { dataChain, dataDigests, dataEnv, type Ready } from './dataset.ts';
import { basename, measure } from './digest.ts';
import { explainMiss, recall, remember, stageFolder } from './hit.ts';
import { circumstances, type Scene } from './scene.ts';

/** The model under judgement, fetched from the artifact of its training and found to be what its record says. */
export interface Candidate {
  readonly fetched: Fetched;
  readonly digest: string;
  /** where its bytes lie now */
  readonly path: string;
}

/** What the user asks of scoring; inputs of the action `evaluate`. */
export interface ScoringWish {
  readonly name: string | undefined;
  readonly from: string | undefined;
  readonly run: string | undefined;
  readonly code: readonly string[];
  readonly predictions: string;
  readonly env: readonly string[];
  readonly semantics: number;
}

/** Predictions by digest, with the records of how they came to be. */
export interface Scored {
  /** where the file lies */
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
  readonly key: string | null;
  readonly skipped: boolean;
  readonly chain: ReadonlyMap<string, string>;
}

/** The one model of this run. Without a command to score it, and without an artifact, there is none to know. */
export async function candidateOf(wish: ScoringWish, scene: Scene): Promise<Candidate | null> {
  const { host, model } = scene;
  if (wish.run === undefined && wish.from === undefined) {
    const there = (await host.artifacts.list()).some(({ name }) => name.startsWith(`mlops-${model}-train`));
    if (!there) return null;
  }
  const fetched = await fetchArtifact(await chooseArtifact(model, 'train', wish.from, host), host);
  const [entry] = await host.files.list(`${fetched.folder}/model`).catch(() => []);
  const path = `${fetched.folder}/model/${entry?.path.split('/')[0] ?? ''}`;
  const digest = await demandSubject(fetched, 'model', path, host);
  host.log.info(`Model ${digest.slice(0, 12)} of the artifact ${fetched.name}.`);
  return { fetched, digest, path };
}

/** Predictions of the candidate: by an earlier run with the same score key, by the command, or as they lie there. */
export async function score(
  wish: ScoringWish,
  candidate: Candidate | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<Scored> {
  await scene.host.files.resolve(wish.predictions, 'predictions');
  if (wish.run === undefined || candidate === null) return asTheyAre(wish, scene);
  const { recipe, code } = await recipeOf(wish, candidate, data, scene);
  const { host } = scene;
  const kept = await recall(recipe, { predictions: basename(wish.predictions) }, host);
  if (kept !== null) {
    await host.files.copy(`${kept.folder}/${basename(wish.predictions)}`, wish.predictions);
    host.log.info(`Scoring skipped: same score key ${stageKey(recipe).slice(0, 12)}.`);
    return measured(wish, recipe, true, seal(kept.record), scene);
  }
  host.log.info(`Score key ${stageKey(recipe).slice(0, 12)}: ${await explainMiss(recipe, code, host)}.`);
  return run(wish, wish.run, candidate, data, recipe, scene);
}

async function recipeOf(wish: ScoringWish, candidate: Candidate, data: readonly Ready[], scene: Scene) {
  const { host, project, surroundings } = scene;
  const apart = [
    wish.predictions,
    ...data.map(({ path }) => path),
    ...(project.lock === null ? [] : [project.lock]),
  ];
  const code = await codeOf(host, wish.code, apart);
  const recipe: Recipe = {
    stage: 'score',
    name: wish.name ?? null,
    section: { run: wish.run ?? null, predictions: wish.predictions },
    code: code.digest,
    environment: surroundings?.digest ?? null,
    inputs: { model: candidate.digest, ...dataDigests(data) },
    parameters: null,
    seed: null,
    env: declaredEnv(wish.env, host.env),
    semantics: wish.semantics,
  };
  return { recipe, code };
}

async function run(
  wish: ScoringWish,
  command: string,
  candidate: Candidate,
  data: readonly Ready[],
  recipe: Recipe,
  scene: Scene,
): Promise<Scored> {
  const { host } = scene;
  const startedOn = host.clock.now();
  await clearOutput(wish.predictions, scene);
  const MLOPS_PREDICTIONS = await host.files.resolve(wish.predictions, 'predictions');
  const env = { ...(await dataEnv(data, scene)), MLOPS_MODEL: candidate.path, MLOPS_PREDICTIONS };
  await runCommand('evaluate', command, env, scene);
  await demandOutput('evaluate.predictions', wish.predictions, scene);
  const { digest } = await measure(wish.predictions, 'model', host);
  const folder = stageFolder('score', recipe.name);
  await host.files.remove(folder);
  await host.files.copy(wish.predictions, `${folder}/${basename(wish.predictions)}`);
  const dependencies = Object.entries({ code: recipe.code, ...recipe.inputs }).map(([name, sha256]) => ({
    name,
    digest: { sha256 },
  }));
  const statement = provenance(
    {
      stage: 'score',
      subject: [{ name: 'predictions', digest: { sha256: digest } }],
      parameters: { model: scene.model, name: recipe.name, ...recipe.section },
      stageKey: stageKey(recipe),
      dependencies,
      byproducts: [],
    },
    circumstances(host, startedOn),
  );
  const record = seal(statement);
  await writeRecords(folder, record.bytes, dataChain(data), host);
  await remember(recipe, host);
  return measured(wish, recipe, false, record, scene);
}

async function measured(
  wish: ScoringWish,
  recipe: Recipe,
  skipped: boolean,
  record: { readonly bytes: string; readonly digest: string },
  scene: Scene,
): Promise<Scored> {
  const { digest, bytes } = await measure(wish.predictions, 'model', scene.host);
  const chain = new Map([[record.digest, record.bytes]]);
  return { path: wish.predictions, digest, bytes, key: stageKey(recipe), skipped, chain };
}

async function asTheyAre(wish: ScoringWish, scene: Scene): Promise<Scored> {
  await demandOutput('evaluate.predictions', wish.predictions, scene);
  const { digest, bytes } = await measure(wish.predictions, 'model', scene.host);
  scene.host.log.info(`${wish.predictions} is judged as it lies there (${digest.slice(0, 12)}).`);
  return { path: wish.predictions, digest, bytes, key: null, skipped: false, chain: new Map() };
}
