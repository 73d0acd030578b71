import { Mistake } from '#kit/outcome';

/** Reads a gate, or a condition like one, from left to right; every error points at its column. */
export class Cursor {
  readonly text: string;
  readonly where: string | undefined;
  /** what is read here, and how it is called in an error */
  readonly #kind: { readonly subject: string; readonly noun: string };
  #at = 0;

  constructor(
    text: string,
    where: string | undefined,
    kind: { readonly subject: string; readonly noun: string } = { subject: 'gates', noun: 'gate' },
  ) {
    this.text = text;
    this.where = where;
    this.#kind = kind;
  }

  /** Where the next token begins, spaces passed over. */
  get at(): number {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++;
    return this.#at;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The text that matches here, taken; null, and nothing taken, where it does not. The pattern must be sticky. */
  take(pattern: RegExp): string | null {
    const found = this.peek(pattern);
    this.#at += found?.length ?? 0;
    return found;
  }

  /** The text that matches here, left where it is. */
  peek(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    return found === '' ? null : found;
  }

  /** The word, sign or character that begins here, for an error. */
  next(): string {
    return this.peek(/[A-Za-z_][\w.@-]*|[<>=!~]+|[+-]?[\d.]+|./uy) ?? '';
  }

  /** A mistake at a column, with the text and a caret below it. */
  wrong(what: string, remedy: string, at = this.at, width = 1): Mistake {
    const shown = this.text.replaceAll(/\p{Cc}/gu, ' ');
    const caret = `${' '.repeat(at)}${'^'.repeat(Math.max(1, width))}`;
    const { subject } = this.#kind;
    const where = this.where === undefined ? {} : { where: this.where };
    const full = `${remedy}\n    ${shown}\n    ${caret}`;
    return new Mistake({ subject, what: `column ${at + 1}: ${what}`, remedy: full, ...where });
  }

  /** Something else stands here than belongs. */
  expected(what: string, remedy: string): Mistake {
    const next = this.next();
    const found = next === '' ? `the ${this.#kind.noun} ends where` : `${JSON.stringify(next)} stands where`;
    return this.wrong(`${found} ${what} belongs`, remedy, this.at, next.length);
  }
}
