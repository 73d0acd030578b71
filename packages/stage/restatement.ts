import { type Resource, restate, seal } from '#record/statement';
import { writeRecords } from './artifact.ts';
import { type Kept, keep, stageFolder } from './cache.ts';
import type { Plan } from './plan.ts';
import { circumstances, type Scene } from './scene.ts';

/**
 * What was made before its code was committed, at the commit that has it: its key is the same, so the commit holds
 * everything it was made of, and its record names that commit from now on, and on which one the changes were. When, where
 * and by whom it was made stays as it was. Anything else is given back as it is.
 *
 * @param chain record bytes of what went in, by their SHA-256
 */
export async function restated(
  kept: Kept,
  { recipe, background, internal, ancestors }: Plan,
  chain: ReadonlyMap<string, string>,
  scene: Scene,
): Promise<Kept> {
  const { host } = scene;
  const { source } = circumstances(scene, host.clock.now(), ancestors);
  const { commit: before } = kept.told;
  if (source === null || before === null || !kept.told.dirty || host.run.dirty) return kept;
  const at: Resource = { ...source, annotations: { ...source.annotations, changesOn: before } };
  const { bytes } = seal(restate(kept.record, { source: at, internal, ancestors }));
  const folder = stageFolder(recipe.stage, recipe.name);
  await host.files.remove(folder);
  await host.files.link(kept.folder, folder);
  await host.files.remove(`${folder}/records`);
  await writeRecords(folder, bytes, chain, host);
  host.log.info(
    `It was made of changes on ${before.slice(0, 12)} that are committed since: its record now names ${host.run.commit?.slice(0, 12)}.`,
  );
  return keep(recipe, await background(), folder, kept.writer, scene);
}
