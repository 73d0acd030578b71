import type { BlockColumn } from './blockcolumn.ts';
import { Decimal } from './decimal.ts';
import { EMPTY_HASH, hashed } from './dictionary.ts';

const [QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE] = [0x22, 0x5c, 0x3a, 0x2c, 0x7b, 0x7d] as const;
const [ZERO, NINE, MINUS, SPACE, TAB, RETURN, TILDE] = [0x30, 0x39, 0x2d, 0x20, 0x09, 0x0d, 0x7e] as const;

const encoder = new TextEncoder();
const [TRUE, FALSE, NULL] = [encoder.encode('true'), encoder.encode('false'), encoder.encode('null')];

/**
 * Reads lines that all look alike out of their bytes: the same keys in the same order, and values that are numbers, true,
 * false, null or text without escapes and in ASCII. For any other line it says so, and JSON.parse has to read it; there a
 * million lines take over a second.
 */
export class JsonLine {
  readonly #keys: readonly { readonly spelled: Uint8Array; readonly column: BlockColumn | null }[];
  readonly #others: readonly BlockColumn[];
  readonly #decimal = new Decimal();

  /** `columns` by key, in the order of a line, null where nobody wants it; `others` have no cell in such a line */
  constructor(columns: Iterable<readonly [string, BlockColumn | null]>, others: readonly BlockColumn[]) {
    this.#others = others;
    this.#keys = [...columns].map(([key, column]) => ({
      spelled: encoder.encode(JSON.stringify(key)),
      column,
    }));
  }

  /** Takes the line bytes[from, to); false: it does not look like the others, and what was kept of it is void. */
  take(bytes: Uint8Array, from: number, to: number, row: number): boolean {
    let at = passed(bytes, from, to);
    let before: number = OPEN;
    for (const { spelled, column } of this.#keys) {
      if (bytes[at] !== before) return false;
      at = passed(bytes, at + 1, to);
      if (!follows(bytes, at, spelled)) return false;
      at = passed(bytes, at + spelled.length, to);
      if (bytes[at] !== COLON) return false;
      at = this.#value(bytes, passed(bytes, at + 1, to), to, column, row);
      if (at === -1) return false;
      at = passed(bytes, at, to);
      before = COMMA;
    }
    if (before !== COMMA || at >= to || bytes[at] !== CLOSE || passed(bytes, at + 1, to) !== to) return false;
    for (const other of this.#others) other.missing(row);
    return true;
  }

  /** Where the value ends; -1 where it is none of the simple ones. */
  #value(bytes: Uint8Array, from: number, to: number, column: BlockColumn | null, row: number): number {
    const byte = bytes[from] ?? 0;
    if (byte === QUOTE) return text(bytes, from + 1, to, column, row);
    if ((byte >= ZERO && byte <= NINE) || byte === MINUS) return this.#number(bytes, from, to, column, row);
    if (follows(bytes, from, NULL)) {
      column?.missing(row);
      return from + NULL.length;
    }
    for (const word of [TRUE, FALSE]) {
      if (!follows(bytes, from, word)) continue;
      column?.textOf(word === TRUE ? 'true' : 'false', row);
      return from + word.length;
    }
    return -1;
  }

  /** JSON wants a digit after a sign and on either side of a point. */
  #number(bytes: Uint8Array, from: number, to: number, column: BlockColumn | null, row: number): number {
    const decimal = this.#decimal;
    if (!decimal.read(bytes, from, to) || decimal.places === 0) return -1;
    const first = bytes[from] === MINUS ? (bytes[from + 1] ?? 0) : ZERO;
    if (first < ZERO || first > NINE) return -1;
    column?.number(decimal.value, row);
    return decimal.end;
  }
}

function text(bytes: Uint8Array, from: number, to: number, column: BlockColumn | null, row: number): number {
  let hash = EMPTY_HASH;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      column?.text(bytes, from, at, hash, row);
      return at + 1;
    }
    if (byte === BACKSLASH || byte < SPACE || byte > TILDE) return -1;
    hash = hashed(hash, byte);
  }
  return -1;
}

function passed(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB || bytes[at] === RETURN)) at++;
  return at;
}

function follows(bytes: Uint8Array, from: number, word: Uint8Array): boolean {
  for (let at = 0; at < word.length; at++) if (bytes[from + at] !== word[at]) return false;
  return true;
}
