import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { stageKey } from '#record/stagekey';
import { seal } from '#record/statement';
import { duration } from '#report/number';
import { chooseArtifact, demandSubject, type Fetched, openArtifact, writeRecords } from './artifact.ts';
import { modelEnv } from './benchmark.ts';
import { recall, remember, stageFolder } from './cache.ts';
import { clearOutput, demandOutput, runCommand } from './command.ts';
import { basename, measure } from './digest.ts';
import { ofStage } from './ownership.ts';
import { putInPlace } from './placement.ts';
import { type Plan, planOf, provenanceOf } from './plan.ts';
import { dataChain, dataEnv, type Ready } from './ready.ts';
import { explain } from './recipes.ts';
import { restated } from './restatement.ts';
import type { Scene } from './scene.ts';
import { keepWritten, restoreWritten, setAside } from './scoredmetrics.ts';

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
  /** undefined: there is nothing to score, nor to read */
  readonly predictions: string | undefined;
  /** files that the command may write beside them */
  readonly metrics: readonly string[];
  readonly env: readonly string[];
  readonly semantics: number;
  /** the shard whose rows are to be scored; the command finds it in MLOPS_SHARD */
  readonly shard?: string;
}

/** Predictions by digest, with the records of how they came to be. */
export interface Scored {
  /** where the file lies */
  readonly path: string;
  readonly digest: Digest;
  readonly bytes: number;
  readonly key: Digest | null;
  readonly skipped: boolean;
  /** what a skipped scoring took when it was done */
  readonly savedSeconds: number;
  /** digest of the record of the scoring; null where the predictions were simply there */
  readonly record: Digest | null;
  readonly chain: ReadonlyMap<Digest, string>;
}

/** The one model of this run. Without a command to score it, and without an artifact, there is none to know. */
export async function candidateOf(wish: ScoringWish, scene: Scene): Promise<Candidate | null> {
  const { host, model } = scene;
  const scores = wish.run !== undefined && wish.predictions !== undefined;
  if (!scores && wish.from === undefined) {
    const there = await ofStage(await host.artifacts.list(), model, 'train', host);
    if (there.length === 0) return null;
  }
  return modelOf(wish.from, scene);
}

/** The model of the one training of this run, or of the artifact that `from` names. */
export async function modelOf(from: string | undefined, { host, model }: Scene): Promise<Candidate> {
  const fetched = await openArtifact(await chooseArtifact(model, 'train', from, host), host);
  const [entry] = await host.files.list(`${fetched.folder}/model`).catch(() => []);
  const path = `${fetched.folder}/model/${entry?.path.split('/')[0] ?? ''}`;
  const digest = await demandSubject(fetched, 'model', path, host);
  host.log.info(`Model ${digest.slice(0, 12)} of the artifact ${fetched.name}.`);
  return { fetched, digest, path };
}

/** What decides the predictions of a model. */
export async function planScoring(
  wish: ScoringWish & { readonly run: string; readonly predictions: string },
  model: { readonly digest: Digest; readonly record: Digest },
  data: readonly Ready[],
  scene: Scene,
): Promise<Plan> {
  const predictions = await scene.host.files.within(wish.predictions, 'predictions');
  return planOf(
    {
      stage: 'score',
      name: wish.name ?? null,
      section: {
        run: wish.run,
        predictions,
        ...(wish.metrics.length === 0 ? {} : { metrics: wish.metrics.join('\n') }),
        ...(wish.shard === undefined ? {} : { shard: wish.shard }),
      },
      code: wish.code,
      apart: [predictions],
      data,
      inputs: { model: model.digest },
      parameters: null,
      seed: null,
      env: wish.env,
      semantics: wish.semantics,
      ancestors: [{ name: 'train', digest: { sha256: model.record } }],
    },
    scene,
  );
}

/** Predictions of the candidate, where the evaluation has any. */
export async function scoredOf(
  wish: ScoringWish,
  candidate: Candidate | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<Scored | null> {
  const { predictions, run } = wish;
  if (predictions !== undefined) return score({ ...wish, predictions }, candidate, data, scene);
  if (run === undefined) return null;
  if (wish.metrics.length > 0) return runForMetrics(run, wish.metrics, candidate, data, scene);
  const remedy =
    'Say where the command leaves them; evaluate.benchmark and evaluate.measures are commands of their own.';
  throw new Mistake({ subject: 'evaluate.predictions', what: 'is needed with evaluate.run', remedy });
}

/** A command that writes metrics and no predictions runs every time: there is nothing by which it could be recalled. */
async function runForMetrics(
  command: string,
  metrics: readonly string[],
  candidate: Candidate | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<null> {
  const aside = await setAside(metrics, scene.host);
  const env = { ...(await dataEnv(data, scene)), ...(await modelEnv(candidate, scene)) };
  await runCommand('evaluate', command, env, scene);
  await keepWritten(aside, null, scene.host);
  return null;
}

/** Predictions of the candidate: by an earlier run with the same score key, by the command, or as they lie there. */
export async function score(
  wish: ScoringWish & { readonly predictions: string },
  candidate: Candidate | null,
  data: readonly Ready[],
  scene: Scene,
): Promise<Scored> {
  const { host } = scene;
  const path = await host.files.within(wish.predictions, 'predictions');
  if (wish.run === undefined || candidate === null) return asTheyAre(path, scene);
  const model = { digest: candidate.digest, record: candidate.fetched.recordDigest };
  const plan = await planScoring({ ...wish, run: wish.run }, model, data, scene);
  const chain = chainOf(candidate, data);
  const kept = await recalled(path, wish, { plan, chain }, scene);
  if (kept !== null) return kept;
  const key = stageKey(plan.recipe);
  const { sentence } = await explain(plan.recipe, await plan.background(), scene.model, host);
  host.log.info(`Score key ${key.slice(0, 12)}: ${sentence}.`);
  const record = await run(path, { ...wish, run: wish.run }, candidate, data, plan, scene);
  const own = new Map([[record.digest, record.bytes]]);
  return measured(path, { key, skipped: false, savedSeconds: 0, record: record.digest, chain: own }, scene);
}

/** The predictions that an earlier scoring with the same key made, put in their place; null where none are kept. */
async function recalled(
  path: string,
  { metrics }: Pick<ScoringWish, 'metrics'>,
  { plan, chain }: { readonly plan: Plan; readonly chain: ReadonlyMap<string, string> },
  scene: Scene,
): Promise<Scored | null> {
  const { host } = scene;
  const found = await recall(plan.recipe, { predictions: basename(path) }, scene);
  if (found === null) return null;
  const kept = await restated(found, plan, chain, scene);
  const key = stageKey(plan.recipe);
  await putInPlace(`${kept.folder}/${basename(path)}`, path, host);
  await restoreWritten(metrics, kept.folder, host);
  host.log.info(`Scoring skipped: same score key ${key.slice(0, 12)}; ${duration(kept.seconds)} saved.`);
  const said = { key, skipped: true, savedSeconds: kept.seconds, record: kept.recordDigest };
  return measured(path, { ...said, chain: kept.chain }, scene);
}

/** Predictions of the candidate as far as they are kept; no command runs. */
export async function recallScoring(
  wish: ScoringWish & { readonly run: string; readonly predictions: string },
  candidate: Candidate,
  data: readonly Ready[],
  scene: Scene,
): Promise<Scored | null> {
  const path = await scene.host.files.within(wish.predictions, 'predictions');
  const model = { digest: candidate.digest, record: candidate.fetched.recordDigest };
  const plan = await planScoring(wish, model, data, scene);
  return recalled(path, wish, { plan, chain: chainOf(candidate, data) }, scene);
}

async function run(
  path: string,
  wish: Pick<ScoringWish, 'metrics' | 'shard'> & { readonly run: string },
  candidate: Candidate,
  data: readonly Ready[],
  plan: Plan,
  scene: Scene,
): Promise<{ readonly bytes: string; readonly digest: Digest }> {
  const { host } = scene;
  const startedOn = host.clock.now();
  await clearOutput(path, scene);
  const MLOPS_PREDICTIONS = await host.files.resolve(path, 'predictions');
  const aside = await setAside(wish.metrics, host);
  const MLOPS_SHARD = wish.shard === undefined ? {} : { MLOPS_SHARD: wish.shard };
  const paths = { ...(await dataEnv(data, scene)), ...(await modelEnv(candidate, scene)) };
  const env = { ...paths, MLOPS_PREDICTIONS, ...MLOPS_SHARD };
  await runCommand('evaluate', wish.run, env, scene);
  await demandOutput('evaluate.predictions', path, scene);
  const folder = stageFolder('score', plan.recipe.name);
  await host.files.remove(folder);
  await host.files.copy(path, `${folder}/${basename(path)}`);
  await keepWritten(aside, folder, host);
  const { digest } = await measure(`${folder}/${basename(path)}`, 'model', host);
  const subject = { name: 'predictions', digest: { sha256: digest } };
  const record = seal(provenanceOf(plan, { subject, byproducts: [] }, startedOn, scene));
  await writeRecords(folder, record.bytes, chainOf(candidate, data), host);
  await remember(plan.recipe, await plan.background(), folder, scene);
  return record;
}

/** Records of what goes into a scoring. */
function chainOf({ fetched }: Candidate, data: readonly Ready[]): Map<string, string> {
  return new Map([...fetched.chain, ...dataChain(data)]);
}

async function measured(
  path: string,
  said: Pick<Scored, 'key' | 'skipped' | 'savedSeconds' | 'record' | 'chain'>,
  { host }: Scene,
): Promise<Scored> {
  const { digest, bytes } = await measure(path, 'model', host);
  return { path, digest, bytes, ...said };
}

async function asTheyAre(path: string, scene: Scene): Promise<Scored> {
  await demandOutput('evaluate.predictions', path, scene);
  const said = { key: null, skipped: false, savedSeconds: 0, record: null, chain: new Map() };
  const scored = await measured(path, said, scene);
  scene.host.log.info(`${path} is judged as it lies there (${scored.digest.slice(0, 12)}).`);
  return scored;
}
