import { Fault, Mistake } from '#kit/outcome';
import { artifactName } from '#project/stages';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import { demandSubject, type Fetched, fetchedIn } from './artifact.ts';
import type { Baseline } from './baseline.ts';
import { type Kept, recallKey } from './cache.ts';
import { isOn } from './candidates.ts';
import { basename } from './digest.ts';
import { runOf } from './keptrows.ts';
import { findPast } from './past.ts';
import { dataDigests, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import { setAside, takeBack } from './scoredmetrics.ts';
import { type ScoringWish, score } from './scoring.ts';

/**
 * Like with like: a baseline that was judged on other data than the candidate, or whose rows are kept nowhere, has its
 * model scored on these, by the same command. Where the model is not kept any more, or the command cannot score it, the
 * baseline stays as it is and its notes say so.
 */
export async function onSameData(
  baseline: Baseline,
  wish: ScoringWish,
  data: readonly Ready[],
  scene: Scene,
): Promise<Baseline> {
  const { run, predictions } = wish;
  if (baseline.facts.kind === 'absent' || baseline.record === null) return baseline;
  if (run === undefined || predictions === undefined) return baseline;
  const text = baseline.chain.get(baseline.record);
  const statement = text === undefined ? null : readStatement(text);
  const told = statement === null ? null : tell(statement);
  if (statement === null || told === null) return baseline;
  const model = subjectDigest(statement, 'model');
  const same = isOn(told, dataDigests(data));
  if (model === null || (same && baseline.predictions !== null)) return baseline;
  // what never had rows has none to be scored again
  if (same && baseline.measurements !== null && subjectDigest(statement, 'predictions') === null)
    return baseline;
  const why = same ? 'the rows of the baseline are kept nowhere' : 'the baseline was judged on other data';
  return scene.host.log.group('baseline', () =>
    rescored(baseline, model, why, { ...wish, predictions }, data, scene),
  );
}

async function rescored(
  baseline: Baseline,
  model: Digest,
  why: string,
  wish: ScoringWish & { readonly predictions: string },
  data: readonly Ready[],
  scene: Scene,
): Promise<Baseline> {
  const { host } = scene;
  const found = await trainedModel(model, baseline, scene);
  if (typeof found === 'string')
    return noted(baseline, why, `its model ${brief(model)} is not scored on these: ${found}`);
  host.log.info(`${why[0]?.toUpperCase()}${why.slice(1)}: its model ${brief(model)} scores these too.`);
  const name = [...(wish.name === undefined ? [] : [wish.name]), 'baseline'].join('-');
  const predictions = `${FILE.state}/baseline/${basename(wish.predictions)}`;
  try {
    const { kept, path } = found;
    const candidate = { fetched: { name: 'the baseline', ...kept }, digest: model, path };
    const aside = await setAside(wish.metrics, host);
    const scoring = score({ ...wish, name, predictions }, candidate, data, scene);
    const scored = await scoring.finally(() => takeBack(aside, host));
    const bytes = await host.files.bytes(scored.path);
    const rows = { file: basename(scored.path), bytes };
    const again: Baseline = { ...baseline, rescored: true, predictions: rows };
    return noted(again, why, `its model ${brief(model)} was scored on these as well`);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const how = error.problems[0]?.what ?? 'the command failed';
    return noted(baseline, why, `its model ${brief(model)} cannot be scored by this command: it ${how}`);
  }
}

function noted(baseline: Baseline, why: string, what: string): Baseline {
  return { ...baseline, notes: [...baseline.notes, `${why}; ${what}`] };
}

interface Trained {
  readonly kept: Fetched | Kept;
  /** where its bytes lie */
  readonly path: string;
}

/** The bytes of a model that was trained before, from the cache, else from the artifact of its run. */
async function trainedModel(model: Digest, baseline: Baseline, scene: Scene): Promise<Trained | string> {
  const cached = await cachedModel(model, baseline, scene);
  if (typeof cached !== 'string') return cached;
  return (await modelOfRun(model, baseline, scene)) ?? cached;
}

/** From the artifact of the training in the run that evaluated the baseline; null where it is not there any more. */
async function modelOfRun(
  model: Digest,
  { record, chain }: Baseline,
  { host, model: name }: Scene,
): Promise<Trained | null> {
  const told = toldOf(chain.get(record ?? '') ?? '')[0];
  const run = told === undefined ? null : runOf(told);
  if (run === null) return null;
  try {
    for await (const artifact of host.earlier.named(artifactName(name, 'train'))) {
      if (artifact.run !== run || artifact.expired) continue;
      const kept = await fetchedIn(await host.earlier.open(artifact), artifact, host);
      if (subjectDigest(kept.record, 'model') !== model) continue;
      const [file] = await host.files.list(`${kept.folder}/model`);
      const path = `${kept.folder}/model/${file?.path.split('/')[0] ?? ''}`;
      await demandSubject(kept, 'model', path, host);
      return { kept, path };
    }
  } catch (error) {
    if (host.cancelled.aborted || !(error instanceof Mistake || error instanceof Fault)) throw error;
    host.log.warning(`The model of run ${run} was not asked for: ${error.message}`);
  }
  return null;
}

/** From what is kept under its stage key; a sentence where it is not. */
async function cachedModel(model: Digest, { origins }: Baseline, scene: Scene): Promise<Trained | string> {
  const own = [...origins.values()].flatMap((text) => toldOf(text));
  const here = own.some((told) => isTraining(told, model))
    ? own
    : (await findPast(scene.host)).found.map(({ told }) => told);
  const told = here.find((one) => isTraining(one, model));
  if (told?.stageKey == null) return 'the record of its training is not here';
  const file = told.section['model'];
  const path = `model/${basename(typeof file === 'string' ? file : '')}`;
  const kept = await recallKey(told.stageKey, { model: path }, scene);
  if (kept === null) return 'it is not in the cache any more';
  if (typeof kept === 'string') return `what the cache has of it was not used: ${kept}`;
  if (subjectDigest(kept.record, 'model') !== model) return 'the cache holds another model under its key';
  return { kept, path: `${kept.folder}/${path}` };
}

function toldOf(text: string): Told[] {
  try {
    const told = tell(readStatement(text));
    return told === null ? [] : [told];
  } catch {
    return [];
  }
}

function isTraining({ stage, subjects }: Told, model: Digest): boolean {
  return stage === 'train' && digestNamed(subjects, 'model') === model;
}
