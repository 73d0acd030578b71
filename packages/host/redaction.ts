/** Shorter lines of a secret that has several (`{` of a key in JSON) would blot out the whole log. */
const SHORTEST_LINE = 4;

/** Replaces secrets by `***`, longest first so that no tail of one shows; also as JSON and URLs spell them. */
export class Redaction {
  readonly #secrets = new Set<string>();
  #longestFirst: readonly string[] = [];

  add(secret: string): void {
    const whole = secret.trim();
    if (whole === '') return;
    const lines = whole.split(/[\r\n]+/).filter((line) => line.trim().length >= SHORTEST_LINE);
    for (const text of [whole, ...lines]) {
      for (const form of [text, encodeURIComponent(text.toWellFormed()), JSON.stringify(text).slice(1, -1)]) {
        this.#secrets.add(form);
      }
    }
    this.#longestFirst = [...this.#secrets].sort((one, other) => other.length - one.length);
  }

  secrets(): readonly string[] {
    return this.#longestFirst;
  }

  apply(text: string): string {
    return this.#longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
  }
}
