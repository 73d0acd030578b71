import type { Log } from '#kit/ports';
import type { Digest } from '#record/digest';
import { digestOf } from '#record/digest';

/** What could not be restored, each in a sentence; said in the log at once, and again in the account. */
export class Losses {
  readonly #log: Pick<Log, 'warning'>;
  readonly #said: string[] = [];

  constructor(log: Pick<Log, 'warning'>) {
    this.#log = log;
  }

  add(sentence: string): void {
    if (this.#said.includes(sentence)) return;
    this.#said.push(sentence);
    this.#log.warning(sentence);
  }

  get all(): readonly string[] {
    return this.#said;
  }
}

/**
 * Declared variables that are not what they were: a record holds digests of their values, since a value may be a
 * secret. `recorded`: digest by name, null where it was not set.
 */
export function variableLosses(
  recorded: Readonly<Record<string, Digest | null>>,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  return Object.entries(recorded).flatMap(([name, digest]) => {
    if (digest === null) return [];
    const value = env[name];
    if (value === undefined)
      return [`env ${name} is not set: the record holds its digest only. Set it, and replay again.`];
    return digestOf(value) === digest ? [] : [`env ${name} has another value than it had.`];
  });
}
