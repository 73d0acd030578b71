import { digestNamed } from '#record/reading';
import { stageFolder } from '../cache.ts';
import { restoreBaseline, restoreChampion } from './baseline.ts';
import { isSame, isThere, make, restore, type Sourced } from './data.ts';
import { rebuildEnvironment } from './environment.ts';
import type { RecordRead } from './found.ts';
import { bringModel } from './model.ts';
import { evaluateAgain, type Performed, performedIn, scoreAgain, trainAgain } from './performance.ts';
import { restorePredictions } from './predictions.ts';
import type { Program } from './program.ts';
import type { Setting } from './setting.ts';
import type { Step } from './step.ts';

/** A recorded stage and the same performed again. */
export interface Pair {
  readonly before: RecordRead;
  readonly after: RecordRead;
}

/** What a program came to. */
export interface Executed {
  /** what the last step made */
  readonly last: Performed;
  /** every stage that ran, beside its record where that is at hand */
  readonly pairs: readonly Pair[];
  /** how this machine differs from that of the record; null where it does not, or where nothing is known of it */
  readonly machine: string | null;
}

/** Runs a program in which nothing is lacking. */
export async function execute({ steps }: Program, setting: Setting): Promise<Executed> {
  const execution = new Execution(setting);
  for (const step of steps) await execution.take(step);
  return execution.end();
}

class Execution {
  readonly #setting: Setting;
  readonly #pairs: Pair[] = [];
  readonly #restored: Sourced[] = [];
  #last: Performed | null = null;
  /** digest of the recorded environment that was rebuilt; undefined: none was asked for yet */
  #environment: string | null | undefined;
  #machine: string | null = null;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  async take(step: Step): Promise<void> {
    const record = step.kind === 'data' ? this.#setting.found : 'record' in step ? step.record : null;
    if (step.kind !== 'model' && step.kind !== 'judge') await this.#enter(record);
    if ('data' in step && step.kind !== 'data') await this.#restore(step.data);
    const made = await perform(step, this.#setting);
    this.#last = made ?? this.#last;
    if (step.kind !== 'evaluate') return this.#pair(record, made?.record ?? null);
    if (record === null) return;
    const scored = await performedIn(stageFolder('score', record.told.name), this.#setting);
    this.#pair(record, scored.record);
  }

  end(): Executed {
    if (this.#last === null) throw new Error('a replay without a step that makes something');
    return { last: this.#last, pairs: this.#pairs, machine: this.#machine };
  }

  /** The environment of a stage, unless the one before had it. What mlops.yml says does not undo what a record said. */
  async #enter(record: RecordRead | null): Promise<void> {
    const wanted = record === null ? null : digestNamed(record.told.dependencies, 'environment');
    if (this.#environment === wanted || (record === null && this.#environment !== undefined)) return;
    const rebuilt = () => rebuildEnvironment(record, this.#setting);
    this.#machine = (await this.#setting.clean.log.group('environment', rebuilt)) ?? this.#machine;
    this.#environment = wanted;
  }

  async #restore(data: readonly Sourced[]): Promise<void> {
    for (const one of data) {
      const before = this.#restored.some((other) => isSame(one, other));
      if (before && (await isThere(one, this.#setting))) continue;
      this.#pair(one.maker?.record ?? null, await restore(one, this.#setting));
      this.#restored.push(one);
    }
  }

  #pair(before: RecordRead | null, after: RecordRead | null): void {
    if (before !== null && after !== null) this.#pairs.push({ before, after });
  }
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
      await restoreChampion(setting.found.told, setting);
      return evaluateAgain(step.record, step.data, true, setting);
    case 'judge':
      await restorePredictions(step.lying, setting);
      await restoreBaseline(setting.found.told, setting);
      await restoreChampion(setting.found.told, setting);
      return evaluateAgain(null, [], false, setting);
  }
}
