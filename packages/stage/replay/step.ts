import { digestNamed } from '#record/reading';
import type { Sourced } from './data.ts';
import type { RecordRead } from './found.ts';
import { instructionOf, said } from './instruction.ts';
import type { Kept } from './model.ts';
import type { Lying } from './predictions.ts';
import { wordsOf } from './source.ts';

/** One thing a replay does. A record that is null is not at hand: mlops.yml says how. */
export type Step =
  | { readonly kind: 'data'; readonly data: Sourced }
  | { readonly kind: 'model'; readonly kept: Kept }
  | { readonly kind: 'train'; readonly record: RecordRead | null; readonly data: readonly Sourced[] }
  | { readonly kind: 'score'; readonly record: RecordRead; readonly data: readonly Sourced[] }
  | { readonly kind: 'evaluate'; readonly record: RecordRead | null; readonly data: readonly Sourced[] }
  | { readonly kind: 'judge'; readonly lying: Lying };

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
