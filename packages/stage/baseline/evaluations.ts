import type { Scene } from '../scene.ts';
import { type EarlierRuns, runsOf } from './earlier.ts';
import { type Memory, memoryOf } from './memory.ts';
import type { Missed } from './search.ts';
import type { Sighting } from './sighting.ts';
import { storedAt, storedNames } from './stored.ts';

/** What is known of one commit: its evaluation, or why what was seen of it does not count; neither: there is none. */
export interface At {
  readonly sighting: Sighting | null;
  readonly missed: readonly Missed[];
}

/**
 * Evaluations of the model (and instance) by their commits. On a laptop: what the ledger has, what was fetched of
 * GitHub's refs, and, when neither has it, what origin has, which is asked once. On a runner: the refs of the store,
 * then artifacts of earlier runs. Each place is looked through once, when it is first needed.
 */
export class Evaluations {
  readonly #scene: Scene;
  readonly #name: string | null;
  #names: Promise<ReadonlySet<string>> | null = null;
  #memory: Promise<Memory> | null = null;
  #fetched: Promise<string | null> | null = null;
  readonly #runs: EarlierRuns;

  constructor(scene: Scene, name: string | null) {
    this.#scene = scene;
    this.#name = name;
    this.#runs = runsOf(scene, name);
  }

  /** Null: fetched, or there was no need; else why origin was of no help, in words. Only on a laptop. */
  async fetch(): Promise<string | null> {
    if (this.#scene.host.kind === 'github') return null;
    this.#fetched ??= this.#fetchOnce();
    return this.#fetched;
  }

  async at(commit: string): Promise<At> {
    return this.#scene.host.kind === 'github' ? this.#onRunner(commit) : this.#onLaptop(commit);
  }

  /** Why artifacts of earlier runs could not be looked through; null where they could. */
  get refusal(): Missed | null {
    return this.#runs.refusal;
  }

  async #onRunner(commit: string): Promise<At> {
    this.#names ??= storedNames(this.#scene);
    const stored = await storedAt(commit, this.#name, await this.#names, this.#scene);
    if (stored.sighting !== null) return stored;
    const found = await this.#runs.at(commit);
    return { ...found, missed: [...stored.missed, ...found.missed] };
  }

  async #onLaptop(commit: string): Promise<At> {
    const before = await this.#remembered(commit);
    if (before.sighting !== null || (await this.fetch()) !== null) return before;
    return this.#remembered(commit);
  }

  async #remembered(commit: string): Promise<At> {
    this.#memory ??= memoryOf(this.#scene, this.#name);
    return (await this.#memory).at(commit);
  }

  async #fetchOnce(): Promise<string | null> {
    const { host } = this.#scene;
    const why = await host.fetched.fetch(PATIENCE);
    this.#memory = null;
    host.log.debug(why ?? 'refs/mlops were fetched from origin');
    return why;
  }
}

/** Seconds that origin has to answer. */
const PATIENCE = 10;
