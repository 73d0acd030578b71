import { fingerprintOf } from '../hashing/fingerprint.ts';
import { isSettled, type Stamp } from '../hashing/stamp.ts';

type Seen = { readonly path: string } & Stamp;

/**
 * What is seen of a part of the world, gathered into one digest: words, and files by their stamps. It is settled where all
 * that is in it changed for the last time before `began` (milliseconds since 1970), so that no later change can look the
 * same.
 */
export class View {
  readonly #began: number;
  readonly #seen: Seen[] = [];
  #settled = true;

  constructor(began: number) {
    this.#began = began;
  }

  /** something that has no times of its own */
  word(text: string): void {
    this.#seen.push({ path: text, size: 0, mtimeMs: 0, ctimeMs: 0, ino: 0 });
  }

  file(seen: Seen): void {
    this.#seen.push(seen);
    this.#settled &&= isSettled(seen, this.#began);
  }

  /** something that counts with its time alone: a change of it would have taken something away */
  moment(ms: number): void {
    this.#settled &&= isSettled({ mtimeMs: ms, ctimeMs: ms }, this.#began);
  }

  get settled(): boolean {
    return this.#settled;
  }

  digest(): string {
    return fingerprintOf(this.#seen);
  }
}
