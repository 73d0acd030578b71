import { tell } from '#record/reading';
import { stageKey } from '#record/stagekey';
import { chooseArtifact, openArtifact } from './artifact.ts';
import { declared } from './dataset.ts';
import { outlookOfData } from './outlook.ts';
import { explain } from './recipes.ts';
import type { Scene } from './scene.ts';
import { planTraining, type TrainingWish } from './training.ts';

/** What training is asked to do, with the datasets it reads. */
type Wish = Omit<TrainingWish, 'name'> & { readonly data: readonly string[] };

/**
 * Why the model that was trained last is not the one that training would make now, in a sentence; null where it is, or
 * where there is none. Digests that are remembered are not computed again, and nothing is run.
 */
export async function whyOutdated(wish: Wish, scene: Scene): Promise<string | null> {
  const { host, model } = scene;
  const last = await openArtifact(await chooseArtifact(model, 'train', undefined, host), host);
  const told = tell(last.record);
  if (told?.stage !== 'train' || told.stageKey === null) return null;
  const datasets = wish.data.map((entry) => declared(entry, scene));
  const { data } = await outlookOfData(datasets, scene);
  if (data === null) return 'its data would be made anew';
  const plan = await planTraining({ ...wish, name: told.name ?? undefined }, data, scene);
  if (stageKey(plan.recipe) === told.stageKey) return null;
  return (await explain(plan.recipe, await plan.background(), model, host)).sentence;
}
