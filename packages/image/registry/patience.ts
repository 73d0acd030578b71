import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '#kit/ports';
import { isPassing, Refusal, reasonOf } from './trouble.ts';

/** How often something is tried, and how we wait; `random` gives numbers from 0 to below 1. */
export interface Patience {
  /** tries in a row without a byte of progress */
  readonly tries: number;
  pause(milliseconds: number): Promise<void>;
  random(): number;
}

const TRIES = 5;
/** Milliseconds: the longest pause after the first failure; it doubles with each, up to a bound. */
const FIRST = 1000;
const LONGEST = 30_000;
/** Nobody waits longer than this because a registry asks for it. */
export const WAITED_FOR = 120_000;

/** Waits in real time, until the run is cancelled. */
export function patienceOf({ cancelled }: Pick<Host, 'cancelled'>): Patience {
  return {
    tries: TRIES,
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal: cancelled }),
    random: () => Math.random(),
  };
}

/** Counts what went wrong in one piece of work, and waits between the tries. */
export class Tries {
  #failures = 0;
  readonly #patience: Patience;
  readonly #tell: (text: string) => void;

  /** `tell` hears of every failure that is waited out */
  constructor(patience: Patience, tell: (text: string) => void) {
    this.#patience = patience;
    this.#tell = tell;
  }

  /** Something arrived: what failed before does not count. */
  progressed(): void {
    this.#failures = 0;
  }

  /** Waits for the next try; throws the error when it is none that passes, or was the last try's. */
  async failed(error: unknown, passing = isPassing(error)): Promise<void> {
    if (!passing) throw error;
    this.#failures++;
    const asked = error instanceof Refusal ? (error.wait ?? 0) : 0;
    if (this.#failures >= this.#patience.tries || asked > WAITED_FOR) throw error;
    const bound = Math.min(LONGEST, FIRST * 2 ** (this.#failures - 1));
    // random, as those who failed together would otherwise meet again; never sooner than asked for
    const wait = Math.max(asked, bound * (0.5 + this.#patience.random() / 2));
    const next = `try ${this.#failures + 1} of ${this.#patience.tries} in ${(wait / 1000).toFixed(1)} s`;
    this.#tell(`${reasonOf(error)}; ${next}`);
    await this.#patience.pause(wait);
  }

  /** Does the work until it is done, or has failed for good. */
  async until<T>(work: () => Promise<T>, passes: (error: unknown) => boolean = isPassing): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        await this.failed(error, passes(error));
      }
    }
  }
}
