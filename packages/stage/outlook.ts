import type { Dataset } from '#project/project';
import type { Digest } from '#record/digest';
import { type Recipe, stageKey } from '#record/stagekey';
import { subjectDigest } from '#record/statement';
import { type Kept, recall } from './cache.ts';
import { basename } from './digest.ts';
import { type PackagingWish, planPackaging } from './packagingplan.ts';
import type { Plan } from './plan.ts';
import { planProducer } from './producer.ts';
import { type Ready, readyAsItLies } from './ready.ts';
import { backgroundOf, type Explanation, explain } from './recipes.ts';
import type { Scene } from './scene.ts';
import { planScoring, type ScoringWish } from './scoring.ts';
import { planTraining, type TrainingWish } from './training.ts';

/** What a stage would do if it ran now, and why. */
export interface Outlook {
  /** `data flights`, `train`, `evaluate` */
  readonly stage: string;
  /** null: not known before the stages in front of it have run */
  readonly key: Digest | null;
  readonly recipe: Recipe | null;
  /** `skip`: an earlier result is there; `run`; `unknown`: what goes in is not made yet */
  readonly fate: 'skip' | 'run' | 'unknown';
  readonly savedSeconds: number | null;
  readonly explanation: Explanation | null;
  /** in one sentence */
  readonly because: string;
}

interface Seen {
  readonly outlooks: readonly Outlook[];
  /** null where its digest is not known */
  readonly data: readonly Ready[] | null;
}

/** What each dataset with a producer would come to. Nothing is run, written or put in place. */
export async function outlookOfData(datasets: readonly Dataset[], scene: Scene): Promise<Seen> {
  const outlooks: Outlook[] = [];
  const data: (Ready | null)[] = [];
  for (const dataset of datasets) {
    if (dataset.run === undefined) {
      data.push(await readyAsItLies(dataset, scene));
      continue;
    }
    const plan = await planProducer(dataset, dataset.run, scene);
    const subject = `data:${dataset.name}`;
    const kept = await recall(plan.recipe, { [subject]: `data/${basename(dataset.path)}` }, scene);
    outlooks.push(await outlook(`data ${dataset.name}`, plan, kept, scene));
    data.push(kept === null ? null : keptData(dataset, kept, scene));
  }
  const known = data.filter((one) => one !== null);
  return { outlooks, data: known.length === data.length ? known : null };
}

function keptData(dataset: Dataset, kept: Kept, { host }: Scene): Ready {
  const digest = subjectDigest(kept.record, `data:${dataset.name}`) ?? '';
  const list = () => host.digests.of(`${kept.folder}/data/${basename(dataset.path)}`);
  const { recordDigest: record, chain } = kept;
  return { name: dataset.name, path: dataset.path, digest, files: 0, bytes: 0, list, record, chain };
}

/** The same of a training; its model where one is kept. */
export async function outlookOfTraining(
  wish: TrainingWish,
  data: readonly Ready[] | null,
  scene: Scene,
): Promise<{ readonly outlook: Outlook; readonly kept: Kept | null }> {
  if (data === null) return { outlook: unknown('train', 'its data have to be made first'), kept: null };
  const plan = await planTraining(wish, data, scene);
  const kept = await recall(plan.recipe, { model: `model/${basename(plan.model)}` }, scene);
  return { outlook: await outlook('train', plan, kept, scene), kept };
}

/** The same of scoring. */
export async function outlookOfScoring(
  wish: ScoringWish & { readonly run: string; readonly predictions: string },
  trained: Kept | null,
  data: readonly Ready[] | null,
  scene: Scene,
): Promise<Outlook> {
  if (trained === null) return unknown('evaluate', 'the model has to be trained first');
  if (data === null) return unknown('evaluate', 'its data have to be made first');
  const model = { digest: subjectDigest(trained.record, 'model') ?? '', record: trained.recordDigest };
  const plan = await planScoring(wish, model, data, scene);
  const kept = await recall(plan.recipe, { predictions: basename(wish.predictions) }, scene);
  return outlook('evaluate', plan, kept, scene);
}

/** The same of packing. Whether the verdict lets it be packed is no part of its key, and is not asked. */
export async function outlookOfPackaging(
  wish: PackagingWish,
  trained: Kept | null,
  scene: Scene,
): Promise<Outlook> {
  if (trained === null) return unknown('containerize', 'the model has to be trained first');
  const [entry] = await scene.host.files.list(`${trained.folder}/model`);
  const path = `${trained.folder}/model/${entry?.path.split('/')[0] ?? ''}`;
  const digest = subjectDigest(trained.record, 'model') ?? '';
  const candidate = { fetched: { ...trained, name: 'train' }, digest, path };
  const { recipe, sources } = await planPackaging(wish, candidate, [], scene);
  const background = async () => backgroundOf([sources.listed], null);
  return outlook('containerize', { recipe, background }, await recall(recipe, {}, scene), scene);
}

function unknown(stage: string, because: string): Outlook {
  return { stage, key: null, recipe: null, fate: 'unknown', savedSeconds: null, explanation: null, because };
}

async function outlook(
  stage: string,
  plan: Pick<Plan, 'recipe' | 'background'>,
  kept: Kept | null,
  scene: Scene,
): Promise<Outlook> {
  const { recipe } = plan;
  const key = stageKey(recipe);
  if (kept !== null) {
    const because = `a result with the same key is kept, made on ${kept.told.finishedOn}`;
    return { stage, key, recipe, fate: 'skip', savedSeconds: kept.seconds, explanation: null, because };
  }
  const explanation = await explain(recipe, await plan.background(), scene.model, scene.host);
  const because = explanation.sentence;
  return { stage, key, recipe, fate: 'run', savedSeconds: null, explanation, because };
}
