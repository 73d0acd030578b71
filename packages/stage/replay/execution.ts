import { digestNamed } from '#record/reading';
import { stageFolder } from '../cache.ts';
import { restoreBaseline } from './baseline.ts';
import { make, restore, type Sourced } from './data.ts';
import { rebuildEnvironment } from './environment.ts';
import type { RecordRead } from './found.ts';
import { bringModel } from './model.ts';
import { evaluateAgain, type Performed, performedIn, scoreAgain, trainAgain } from './performance.ts';
import { restorePredictions } from './predictions.ts';
import type { Program, Step } from './program.ts';
import type { Setting } from './setting.ts';

/** A recorded stage and the same performed again. */
export interface Pair {
  readonly before: RecordRead;
  readonly after: RecordRead;
}

/** What a program came to: what the last step made, and every stage beside its record. */
export interface Executed {
  readonly last: Performed;
  readonly pairs: readonly Pair[];
}

/** Runs a program in which nothing is lacking. */
export async function execute({ steps }: Program, setting: Setting): Promise<Executed> {
  const pairs: Pair[] = [];
  const pair = (before: RecordRead | null, after: RecordRead | null) => {
    if (before !== null && after !== null) pairs.push({ before, after });
  };
  let last: Performed | null = null;
  let environment: string | null | undefined;
  for (const step of steps) {
    const record = recordOfStep(step, setting);
    const wanted = record === null ? null : digestNamed(record.told.dependencies, 'environment');
    // what mlops.yml says does not undo what a record has said
    const known = record === null && environment !== undefined;
    if (runsCommands(step) && environment !== wanted && !known) {
      await setting.clean.log.group('environment', () => rebuildEnvironment(record, setting));
      environment = wanted;
    }
    if ('data' in step && step.kind !== 'data') await restoreAll(step.data, pair, setting);
    last = (await perform(step, setting)) ?? last;
    if (step.kind === 'evaluate' && step.record !== null)
      pair(step.record, (await performedIn(stageFolder('score', step.record.told.name), setting)).record);
    else pair(record, last?.record ?? null);
  }
  if (last === null) throw new Error('a replay without a step that makes something');
  return { last, pairs };
}

function runsCommands({ kind }: Step): boolean {
  return kind !== 'model' && kind !== 'judge';
}

function recordOfStep(step: Step, { found }: Setting): RecordRead | null {
  switch (step.kind) {
    case 'data':
      return found;
    case 'model':
    case 'judge':
      return null;
    default:
      return step.record;
  }
}

async function restoreAll(
  data: readonly Sourced[],
  pair: (before: RecordRead | null, after: RecordRead | null) => void,
  setting: Setting,
): Promise<void> {
  for (const one of data) pair(one.maker?.record ?? null, await restore(one, setting));
}

async function perform(step: Step, setting: Setting): Promise<Performed | null> {
  switch (step.kind) {
    case 'data':
      await make(step.data, setting);
      return performedIn(stageFolder('data', step.data.name), setting);
    case 'model':
      await bringModel(step.kept, setting);
      return null;
    case 'train':
      return trainAgain(step.record, step.data, setting);
    case 'score':
      return scoreAgain(step.record, step.data, setting);
    case 'evaluate':
      await restoreBaseline(setting.found.told, setting);
      return evaluateAgain(step.record, step.data, true, setting);
    case 'judge':
      await restorePredictions(step.lying, setting);
      await restoreBaseline(setting.found.told, setting);
      return evaluateAgain(null, [], false, setting);
  }
}
