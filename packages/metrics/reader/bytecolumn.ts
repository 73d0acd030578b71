import { BlockColumn } from './blockcolumn.ts';
import { Decimal } from './decimal.ts';
import { EMPTY_HASH, hashed } from './dictionary.ts';

const [QUOTE, ZERO, PLUS, MINUS, E] = [0x22, 0x30, 0x2b, 0x2d, 0x65] as const;

/** What ends a cell; a table, since one look-up is quicker than three comparisons. */
export function stopsFor(delimiter: number): Uint8Array {
  const stops = new Uint8Array(256);
  for (const byte of [delimiter, 0x0a, 0x0d]) stops[byte] = 1;
  return stops;
}

/** A quote in the middle of a cell: the bytes are no CSV. */
export class StrayQuote extends Error {}

/**
 * A column of CSV: an empty cell is missing, what looks like a number is one. In a column of text such a cell is spelled as
 * the number is, as it would be had it come before the first text: the order of the rows changes no cell.
 */
export class ByteColumn extends BlockColumn {
  readonly #stops: Uint8Array;
  readonly #decimal = new Decimal();

  /** `size`: rows in a block */
  constructor(stops: Uint8Array, size: number) {
    super(0, size);
    this.#stops = stops;
  }

  /** Takes the cell at `from`, and says where it ends. One that ends at `to` is kept only if these are the `last` bytes. */
  take(bytes: Uint8Array, from: number, to: number, last: boolean, row: number): number {
    if (this.#isDigit(bytes, from, to) && !this.isText) {
      this.number((bytes[from] ?? 0) - ZERO, row);
      return from + 1;
    }
    if (!this.isText && this.#decimal.read(bytes, from, to)) {
      const { end, value } = this.#decimal;
      if (end < to ? this.#stops[bytes[end] ?? 0] === 1 : last) {
        this.number(value, row);
        return end;
      }
    }
    let hash = EMPTY_HASH;
    let at = from;
    for (; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#stops[byte] === 1) break;
      if (byte === QUOTE) throw new StrayQuote();
      hash = hashed(hash, byte);
    }
    if (at === to && !last) return at;
    this.#keep(bytes, from, at, hash, row);
    return at;
  }

  /** A digit alone, as most labels are: worth a look of its own. */
  #isDigit(bytes: Uint8Array, from: number, to: number): boolean {
    if (from + 1 >= to || this.#stops[bytes[from + 1] ?? 0] === 0) return false;
    const digit = (bytes[from] ?? 0) - ZERO;
    return digit >= 0 && digit <= 9;
  }

  /** Takes all of `bytes` as one cell: what stood between quotes. */
  takeAll(bytes: Uint8Array, row: number): void {
    const { length } = bytes;
    if (!this.isText && this.#decimal.read(bytes, 0, length) && this.#decimal.end === length) {
      this.number(this.#decimal.value, row);
      return;
    }
    let hash = EMPTY_HASH;
    for (let at = 0; at < length; at++) hash = hashed(hash, bytes[at] ?? 0);
    this.#keep(bytes, 0, length, hash, row);
  }

  #keep(bytes: Uint8Array, from: number, to: number, hash: number, row: number): void {
    const number = this.isText ? this.#spelledOtherwise(bytes, from, to) : notFinite(bytes, from, to);
    if (from === to) this.missing(row);
    else if (number !== null) this.number(number, row);
    else this.text(bytes, from, to, hash, row);
  }

  /** The number that a cell is, where it spells it in another way than numbers are spelled here: `1.0`, `12e4`. */
  #spelledOtherwise(bytes: Uint8Array, from: number, to: number): number | null {
    if (BEGINS[bytes[from] ?? 0] !== 1 || isPlain(bytes, from, to)) return null;
    const decimal = this.#decimal;
    if (!decimal.read(bytes, from, to) || decimal.end !== to) return notFinite(bytes, from, to);
    const { places, value } = decimal;
    const isSigned = bytes[from] === PLUS || (value === 0 && bytes[from] === MINUS);
    return places === -1 && !isSigned && !hasExponent(bytes, from, to) ? null : value;
  }
}

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

function notFinite(bytes: Uint8Array, from: number, to: number): number | null {
  if (to - from > '-infinity'.length || BEGINS[bytes[from] ?? 0] !== 1) return null;
  return NOT_FINITE.get(String.fromCharCode(...bytes.subarray(from, to)).toLowerCase()) ?? null;
}

/** What they and numbers begin with, so that hardly any text is looked up. */
const BEGINS = new Uint8Array(256);
for (const letter of '0123456789.+-nNiI') BEGINS[letter.charCodeAt(0)] = 1;

/** A whole number that is spelled as it is everywhere: digits alone, the first no 0. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === ZERO) return to === from + 1;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

function hasExponent(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (((bytes[at] ?? 0) | 0x20) === E) return true;
  return false;
}
