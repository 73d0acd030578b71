import { hashOf } from '#kit/hash';

/** How often each name occurs, by code unit of the names. */
export type Names = readonly (readonly [string, number])[];

export const NOBODY: Names = [];

/** So many names that the reference never had are kept. */
const KEPT = 1000;

/**
 * Names that are new, counted. Where there are too many, those with the smallest hash stay: a name that is among them
 * in the whole is so in each part, so that its count is exact and parts add up to the whole.
 */
export class Newcomers {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    if (this.#counts.size >= KEPT * 2) this.#prune();
  }

  finish(): Names {
    this.#prune();
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  #prune(): void {
    if (this.#counts.size <= KEPT) return;
    const ranked = [...this.#counts.keys()].map((name) => ({ name, hash: hashOf(name) }));
    ranked.sort((one, other) => one.hash - other.hash || (one.name < other.name ? -1 : 1));
    for (const { name } of ranked.slice(KEPT)) this.#counts.delete(name);
  }
}
