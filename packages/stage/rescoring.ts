import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { brief } from '#report/facts';
import type { Baseline } from './baseline.ts';
import { type Kept, recallKey } from './cache.ts';
import { basename } from './digest.ts';
import { findPast } from './past.ts';
import { dataDigests, type Ready } from './ready.ts';
import type { Scene } from './scene.ts';
import { setAside, takeBack } from './scoredmetrics.ts';
import { type ScoringWish, score } from './scoring.ts';

/**
 * Like with like: a baseline that was judged on other data than the candidate has its model scored on these, by the
 * same command. Where the model is not kept any more, or the command cannot score it, the baseline stays as it is and
 * its notes say so.
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
  if (statement === null || told === null || isSame(told, data, baseline)) return baseline;
  const model = subjectDigest(statement, 'model');
  if (model === null) return baseline;
  return scene.host.log.group('baseline', () =>
    rescored(baseline, model, { ...wish, predictions }, data, scene),
  );
}

/** Was it judged on these very data, with predictions that are kept? */
function isSame(told: Told, data: readonly Ready[], { predictions, measurements }: Baseline): boolean {
  const own = Object.entries(dataDigests(data));
  const theirs = told.dependencies.filter(({ name }) => name.startsWith('data:'));
  const equal =
    own.length === theirs.length && own.every(([name, digest]) => digestNamed(theirs, name) === digest);
  return equal && (predictions !== null || measurements !== null);
}

async function rescored(
  baseline: Baseline,
  model: Digest,
  wish: ScoringWish & { readonly predictions: string },
  data: readonly Ready[],
  scene: Scene,
): Promise<Baseline> {
  const { host } = scene;
  const found = await trainedModel(model, baseline, scene);
  if (typeof found === 'string')
    return noted(baseline, `its model ${brief(model)} is not scored on these: ${found}`);
  host.log.info(`The baseline was judged on other data: its model ${brief(model)} scores these too.`);
  const name = [...(wish.name === undefined ? [] : [wish.name]), 'baseline'].join('-');
  const predictions = `${FILE.state}/baseline/${basename(wish.predictions)}`;
  try {
    const { kept, path } = found;
    const candidate = { fetched: { name: 'the baseline', ...kept }, digest: model, path };
    const aside = await setAside(wish.metrics, host);
    const scoring = score({ ...wish, name, predictions }, candidate, data, scene);
    const scored = await scoring.finally(() => takeBack(aside, host));
    const bytes = await host.files.bytes(scored.path);
    const again = {
      ...baseline,
      rescored: true as const,
      predictions: { file: basename(scored.path), bytes },
    };
    return noted(again, `its model ${brief(model)} was scored on these as well`);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const why = error.problems[0]?.what ?? 'the command failed';
    return noted(baseline, `its model ${brief(model)} cannot be scored by this command: it ${why}`);
  }
}

function noted(baseline: Baseline, what: string): Baseline {
  return { ...baseline, notes: [...baseline.notes, `the baseline was judged on other data; ${what}`] };
}

interface Trained {
  readonly kept: Kept;
  /** where its bytes lie */
  readonly path: string;
}

/** The bytes of a model that was trained before, from what is kept under its stage key; a sentence where they are not. */
async function trainedModel(model: Digest, { origins }: Baseline, scene: Scene): Promise<Trained | string> {
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
