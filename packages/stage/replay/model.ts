import { basename } from 'node:path';
import { artifactName } from '#project/stages';
import { FILE } from '#record/vocabulary';
import { writeRecords } from '../artifact.ts';
import { stageFolder } from '../cache.ts';
import { companion } from './companion.ts';
import type { RecordRead } from './found.ts';
import type { Holding } from './holding.ts';
import type { Setting } from './setting.ts';

/** A model that need not be trained again, with the record of its training. */
export interface Kept {
  readonly holding: Holding;
  readonly training: RecordRead;
}

/** Makes the artifact of a training out of a model that was kept, so that it is scored as if it had just been trained. */
export async function bringModel({ holding, training }: Kept, setting: Setting): Promise<void> {
  const { clean, ancestry, base, found } = setting;
  const folder = stageFolder('train', training.told.name);
  await clean.files.remove(folder);
  await clean.files.copy(holding.path, `${folder}/model/${basename(holding.path)}`);
  const metrics = await companion(FILE.metrics, training, setting, [holding.folder]);
  if (metrics !== null) await clean.files.write(`${folder}/${FILE.metrics}`, metrics);
  const ancestors = training.told.ancestors.flatMap(({ name }) => ancestry.of(training.told, name) ?? []);
  const chain = new Map(ancestors.map(({ digest, bytes }) => [digest, bytes]));
  await writeRecords(folder, training.bytes, chain, clean);
  const name = artifactName(found.told.model ?? base.model, 'train', training.told.name ?? undefined);
  await clean.artifacts.publish(name, folder);
  clean.log.info(`The model is at hand in ${holding.folder}: it is not trained again.`);
}
