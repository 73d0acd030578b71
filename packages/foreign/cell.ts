/** What is shown of a text that a fork wrote: letters, digits, spaces and a few signs, and not much of it. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._+-]{0,63}$/u;

/** Of those, what GitHub makes a link of, and what stands for a text that is not shown. */
const LINKED = /\bgh-\d|\bwww\.|\b[0-9a-f]{7,40}\b|^value \d+$/i;

/**
 * Gives texts of a fork names under which they can be shown: plain ones their own, and so for what the base has too;
 * all others are `value 1`, `value 2`, in the order in which they are asked for. Two texts never get the same name.
 */
export class Names {
  readonly #known: ReadonlySet<string>;
  readonly #given = new Map<string, string>();

  /** `known`: texts that the base holds */
  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  of(text: string): string {
    if (this.#known.has(text) || (PLAIN.test(text) && !LINKED.test(text))) return text;
    const name = this.#given.get(text) ?? `value ${this.#given.size + 1}`;
    this.#given.set(text, name);
    return name;
  }

  /** how many are not shown as they are */
  get hidden(): number {
    return this.#given.size;
  }
}
