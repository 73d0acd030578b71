import { Mistake, type Problem } from '#kit/outcome';
import { digestNamed } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { lacking, type Sourced, sourceData } from './data.ts';
import { type RecordRead, recordOf } from './found.ts';
import { findHolding } from './holding.ts';
import { instructionOf, said } from './instruction.ts';
import type { Kept } from './model.ts';
import { type Lying, lackingPredictions, sourcePredictions } from './predictions.ts';
import type { Setting } from './setting.ts';
import { wordsOf } from './source.ts';
import { wantedBy, wantedByProject, wantedOf } from './wanted.ts';

/** One thing a replay does. A record that is null is not at hand: mlops.yml says how. */
export type Step =
  | { readonly kind: 'data'; readonly data: Sourced }
  | { readonly kind: 'model'; readonly kept: Kept }
  | { readonly kind: 'train'; readonly record: RecordRead | null; readonly data: readonly Sourced[] }
  | { readonly kind: 'score'; readonly record: RecordRead; readonly data: readonly Sourced[] }
  | { readonly kind: 'evaluate'; readonly record: RecordRead | null; readonly data: readonly Sourced[] }
  | { readonly kind: 'judge'; readonly lying: Lying };

/** What a replay will do, in order, and what stands in its way. */
export interface Program {
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
}

/** Decides what has to be done for a record; nothing has run by then. */
export async function programOf(setting: Setting): Promise<Program> {
  const steps = await stepsOf(setting);
  const data = steps.flatMap((step) =>
    step.kind === 'data' ? [step.data] : 'data' in step ? step.data : [],
  );
  const lying = steps.flatMap((step) => (step.kind === 'judge' ? lackingPredictions(step.lying) : []));
  return { steps, problems: [...(await lacking(data, setting)), ...lying] };
}

async function stepsOf(setting: Setting): Promise<Step[]> {
  const { found, ancestry, base } = setting;
  const { told, statement } = found;
  if (told.stage === 'data') return [dataStep(found)];
  if (told.stage === 'train') return [await trainStep(found, setting)];
  const model =
    told.stage === 'score' ? digestNamed(told.dependencies, 'model') : subjectDigest(statement, 'model');
  const before = model === null ? [] : [await modelStep(model, ancestry.of(told, 'train'), setting)];
  if (told.stage === 'score')
    return [
      ...before,
      { kind: 'score', record: found, data: await sourceData(wantedBy(told, ancestry, base), setting) },
    ];
  if (digestNamed(told.ancestors, 'score') === null)
    return [...before, { kind: 'judge', lying: await sourcePredictions(setting) }];
  const record = ancestry.of(told, 'score');
  const wanted =
    record === null
      ? wantedByProject('evaluate', base, (name) => digestNamed(told.dependencies, name))
      : wantedBy(record.told, ancestry, base);
  return [...before, { kind: 'evaluate', record, data: await sourceData(wanted, setting) }];
}

function dataStep(record: RecordRead): Step {
  const wanted = wantedOf(record);
  if (wanted?.maker == null) {
    const remedy = 'Name another record.';
    throw new Mistake({
      subject: 'record',
      what: 'does not say which dataset it is of, or how it was made',
      remedy,
    });
  }
  return { kind: 'data', data: { ...wanted, source: { kind: 'made', run: wanted.maker.dataset.run } } };
}

async function trainStep(record: RecordRead | null, setting: Setting): Promise<Step> {
  const { ancestry, base, found } = setting;
  const wanted =
    record === null
      ? wantedByProject('train', base, (name) => digestNamed(found.told.dependencies, name))
      : wantedBy(record.told, ancestry, base);
  return { kind: 'train', record, data: await sourceData(wanted, setting) };
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

/** What a step does, a line each: what it brings, then what it runs. */
export function describeStep(step: Step): string[] {
  const brought = 'data' in step && step.kind !== 'data' ? step.data.map(describeData) : [];
  const environment = 'record' in step ? describeEnvironment(step.record) : [];
  return [...environment, ...brought, actOf(step)];
}

function describeData({ name, source }: Sourced): string {
  return `data ${name}: ${wordsOf(source)}`;
}

function describeEnvironment(record: RecordRead | null): string[] {
  const digest = record === null ? null : digestNamed(record.told.dependencies, 'environment');
  if (record === null || digest === null) return [];
  return [`environment ${digest.slice(0, 12)} from ${instructionOf(record.told).lock ?? 'the lock file'}`];
}

function actOf(step: Step): string {
  switch (step.kind) {
    case 'data':
      return `data ${step.data.name}: made by ${JSON.stringify(step.data.maker?.dataset.run)}`;
    case 'model':
      return `model from ${step.kept.holding.folder}`;
    case 'train':
      return `train by ${commandIn(step.record)}${seedIn(step.record)}`;
    case 'score':
      return `score by ${commandIn(step.record)}`;
    case 'evaluate':
      return `score by ${commandIn(step.record)}, and judge`;
    case 'judge':
      return `judge ${step.lying.path} as it lay there`;
  }
}

function commandIn(record: RecordRead | null): string {
  return record === null ? 'the command of mlops.yml' : JSON.stringify(said(record.told, 'run'));
}

function seedIn(record: RecordRead | null): string {
  const seed = record?.told.seed ?? null;
  return seed === null ? '' : `, seed ${seed}`;
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
