import { Mistake, type Problem } from '#kit/outcome';
import { digestNamed } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { isSame, lacking, type Sourced, sourceData } from './data.ts';
import { type RecordRead, recordOf } from './found.ts';
import { findHolding } from './holding.ts';
import { lackingPredictions, sourcePredictions } from './predictions.ts';
import type { Setting } from './setting.ts';
import type { Step } from './step.ts';
import { wantedBy, wantedByProject, wantedOf } from './wanted.ts';

/** What a replay will do, in order, and what stands in its way. */
export interface Program {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

/** Decides what has to be done for a record; nothing has run by then. */
export async function programOf(setting: Setting): Promise<Program> {
  const steps = await stepsOf(setting);
  const data = dataOf(steps).filter(
    (one, index, all) => all.findIndex((other) => isSame(one, other)) === index,
  );
  demandAsked(setting.given, steps, data);
  const lying = steps.flatMap((step) => (step.kind === 'judge' ? lackingPredictions(step.lying) : []));
  return { steps, problems: [...(await lacking(data, setting)), ...lying] };
}

/** What is handed over for a dataset of another name would be passed over in silence. */
function demandAsked(given: Setting['given'], steps: readonly Step[], data: readonly Sourced[]): void {
  const names = [
    ...data.map(({ name }) => name),
    ...(steps.some(({ kind }) => kind === 'judge') ? ['predictions'] : []),
  ];
  const stray = [...given.keys()].find((name) => !names.includes(name));
  if (stray === undefined) return;
  const remedy = `It reads: ${names.join(', ') || 'none'}.`;
  throw new Mistake({ subject: '--data', what: 'is no dataset of this record', remedy, value: stray });
}

async function stepsOf(setting: Setting): Promise<Step[]> {
  const { found, ancestry, base } = setting;
  const { told, statement } = found;
  if (told.stage === 'data') return [dataStep(found)];
  if (told.stage === 'train') return [await trainStep(found, setting)];
  const model =
    told.stage === 'score' ? digestNamed(told.dependencies, 'model') : subjectDigest(statement, 'model');
  const first = model === null ? [] : [await modelStep(model, ancestry.of(told, 'train'), setting)];
  if (told.stage === 'evaluate' && digestNamed(told.ancestors, 'score') === null)
    return [...first, { kind: 'judge', lying: await sourcePredictions(setting) }];
  const record = told.stage === 'score' ? found : ancestry.of(told, 'score');
  const wanted =
    record === null ? wantedByProject('evaluate', base, told) : wantedBy(record.told, ancestry, base);
  const data = await sourceData(wanted, dataOf(first), setting);
  if (told.stage === 'score') return [...first, { kind: 'score', record: found, data }];
  return [...first, { kind: 'evaluate', record, data }];
}

function dataOf(steps: readonly Step[]): Sourced[] {
  return steps.flatMap((step) => (step.kind === 'data' ? [step.data] : 'data' in step ? step.data : []));
}

function dataStep(record: RecordRead): Step {
  const wanted = wantedOf(record);
  if (wanted?.maker == null) {
    const what = 'does not say which dataset it is of, or how it was made';
    throw new Mistake({ subject: 'record', what, remedy: 'Name another record.' });
  }
  return { kind: 'data', data: { ...wanted, source: { kind: 'made', run: wanted.maker.dataset.run } } };
}

async function trainStep(record: RecordRead | null, setting: Setting): Promise<Step> {
  const { ancestry, base, found } = setting;
  const wanted =
    record === null ? wantedByProject('train', base, found.told) : wantedBy(record.told, ancestry, base);
  return { kind: 'train', record, data: await sourceData(wanted, [], setting) };
}

/** A model whose bytes are at hand is not trained again. */
async function modelStep(digest: string, training: RecordRead | null, setting: Setting): Promise<Step> {
  const { found, homes, looking } = setting;
  const holding = await findHolding('model', digest, found.folder, homes, looking);
  if (holding !== null) {
    const own = training ?? recordOf(await looking.files.text(`${holding.folder}/record.json`));
    if (own?.told.stage === 'train') return { kind: 'model', kept: { holding, training: own } };
  }
  return trainStep(training, setting);
}

/** Does some command of it run without an environment that a lock file describes? */
export function runsBare({ steps }: Program): boolean {
  return steps.some(
    (step) =>
      'record' in step &&
      step.record !== null &&
      digestNamed(step.record.told.dependencies, 'environment') === null,
  );
}
