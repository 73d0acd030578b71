import { Mistake } from '#kit/outcome';
import type { Dataset } from '#project/project';
import { type Produced, produce } from './producer.ts';
import { type Ready, readyAsItLies } from './ready.ts';
import type { Scene } from './scene.ts';

/**
 * All datasets a stage names, made where they have a producer, by digest. Entries: `name` or `name=path`. None is
 * measured before all are made: one producer may write into the folder of another dataset.
 */
export async function readyData(entries: readonly string[], scene: Scene): Promise<Ready[]> {
  const made: (readonly [Dataset, Partial<Produced>])[] = [];
  for (const entry of entries) {
    const dataset = declared(entry, scene);
    await scene.host.files.resolve(dataset.path, `data.${dataset.name}.path`);
    made.push([dataset, dataset.run === undefined ? {} : await produce(dataset, dataset.run, scene)]);
  }
  const ready: Ready[] = [];
  for (const [dataset, produced] of made)
    ready.push({ ...(await readyAsItLies(dataset, scene)), ...produced });
  return ready;
}

/** The dataset an entry names. */
export function declared(entry: string, { project }: Pick<Scene, 'project'>): Dataset {
  const cut = entry.indexOf('=');
  if (cut > 0) return { name: entry.slice(0, cut), path: entry.slice(cut + 1) };
  const dataset = project.datasets.get(entry);
  if (dataset !== undefined) return dataset;
  const known = [...project.datasets.keys()].join(', ') || 'none';
  const remedy = `Declare it under data: in mlops.yml (declared: ${known}), or write ${entry}=path.`;
  throw new Mistake({ subject: 'data', what: 'is no declared dataset', remedy, value: entry });
}
