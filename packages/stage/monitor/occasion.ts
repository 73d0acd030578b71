import type { Digest } from '#record/digest';
import { type Told, tell } from '#record/reading';
import { readStatement } from '#record/statement';
import { duration } from '#report/number';
import { measure } from '../digest.ts';
import type { Scene } from '../scene.ts';
import type { Deployed } from './deployed.ts';
import type { MonitorPlan } from './wish.ts';

/** Why a retraining is due whatever the data look like; sentences, null where it is not. */
export interface Due {
  readonly newData: string | null;
  readonly age: string | null;
  readonly notes: readonly string[];
}

/** Looks at the training of the deployed model: on which data it was made, and when. */
export async function dueFor(plan: MonitorPlan, { model, evaluated }: Deployed, scene: Scene): Promise<Due> {
  if (!plan.onNewData && plan.retrainEvery === null) return { newData: null, age: null, notes: [] };
  const trained = trainingOf(model, evaluated?.chain ?? new Map());
  if (trained === null) {
    const notes = [
      'whether a retraining is due is not known: there is no record of the training of the deployed model',
    ];
    return { newData: null, age: null, notes };
  }
  const newData = plan.onNewData ? await newDataFor(trained, scene) : { sentence: null, notes: [] };
  return { newData: newData.sentence, age: ageOf(trained, plan.retrainEvery, scene), notes: newData.notes };
}

function trainingOf(model: Digest | null, chain: ReadonlyMap<Digest, string>): Told | null {
  const all = [...chain.values()].flatMap((bytes) => tell(readStatement(bytes)) ?? []);
  const made = ({ subjects }: Told) =>
    subjects.some(({ name, digest }) => name === 'model' && 'sha256' in digest && digest.sha256 === model);
  const trainings = all.filter(({ stage }) => stage === 'train');
  return (model === null ? trainings[0] : trainings.find(made)) ?? null;
}

/** A dataset that lies there now and has another digest than at training. */
async function newDataFor(
  { dependencies, internal }: Told,
  { host, project }: Scene,
): Promise<{ readonly sentence: string | null; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const paths = Object.entries(Object(internal['data'] ?? {}));
  for (const { name, digest } of dependencies) {
    if (!name.startsWith('data:') || !('sha256' in digest)) continue;
    const dataset = name.slice('data:'.length);
    const recorded = paths.find(([one]) => one === dataset)?.[1];
    const path = project.datasets.get(dataset)?.path ?? (typeof recorded === 'string' ? recorded : null);
    if (path === null || (await host.files.exists(path)) === null) {
      notes.push(`whether the dataset ${dataset} is another now is not known: it is not here`);
      continue;
    }
    const now = (await measure(path, 'dataset', host)).digest;
    if (now !== digest.sha256)
      return {
        sentence: `the dataset ${dataset} is another (${now.slice(0, 12)}) than the model was trained on (${digest.sha256.slice(0, 12)})`,
        notes,
      };
  }
  return { sentence: null, notes };
}

function ageOf({ finishedOn }: Told, every: number | null, { host }: Scene): string | null {
  const seconds = (host.clock.now().getTime() - Date.parse(finishedOn)) / 1000;
  if (every === null || !(seconds > every)) return null;
  return `the model was trained ${duration(seconds)} ago, and ${duration(every)} are the most`;
}
