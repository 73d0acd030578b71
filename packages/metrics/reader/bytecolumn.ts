import type { Column } from '../table.ts';
import { Decimal } from './decimal.ts';
import { Dictionary, EMPTY_HASH, hashed } from './dictionary.ts';

/** Rows of all columns are kept in blocks of so many, joined at the end: growing by copies would take twice the room. */
export const BLOCK = 1 << 16;

const QUOTE = 0x22;

/** What ends a cell; a table, since one look-up is quicker than three comparisons. */
export function stopsFor(delimiter: number): Uint8Array {
  const stops = new Uint8Array(256);
  for (const byte of [delimiter, 0x0a, 0x0d]) stops[byte] = 1;
  return stops;
}

/** A quote in the middle of a cell: the bytes are no CSV. */
export class StrayQuote extends Error {}

/**
 * Collects the cells of one column of text bytes: numbers until the first cell that is none, coded text from then on
 * (numbers before it are spelled anew). Rows are written at their place in the block, so that a record that is not
 * whole yet may be taken again.
 */
export class ByteColumn {
  readonly #stops: Uint8Array;
  readonly #decimal = new Decimal();
  readonly #numbers: Float64Array[] = [];
  readonly #codes: Int32Array[] = [];
  #numberBlock = new Float64Array(BLOCK);
  #codeBlock = new Int32Array(0);
  #words: Dictionary | null = null;

  constructor(stops: Uint8Array) {
    this.#stops = stops;
  }

  /** Takes the cell at `from`, and says where it ends. One that ends at `to` is kept only if these are the `last` bytes. */
  take(bytes: Uint8Array, from: number, to: number, last: boolean, row: number): number {
    if (this.#words === null && this.#decimal.read(bytes, from, to)) {
      const { end, value } = this.#decimal;
      if (end < to ? this.#stops[bytes[end] ?? 0] === 1 : last) {
        this.#numberBlock[row] = value;
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

  /** Takes all of `bytes` as one cell: what stood between quotes. */
  takeAll(bytes: Uint8Array, row: number): void {
    if (
      this.#words === null &&
      this.#decimal.read(bytes, 0, bytes.length) &&
      this.#decimal.end === bytes.length
    ) {
      this.#numberBlock[row] = this.#decimal.value;
      return;
    }
    let hash = EMPTY_HASH;
    for (let at = 0; at < bytes.length; at++) hash = hashed(hash, bytes[at] ?? 0);
    this.#keep(bytes, 0, bytes.length, hash, row);
  }

  #keep(bytes: Uint8Array, from: number, to: number, hash: number, row: number): void {
    if (this.#words === null) {
      const number = from === to ? Number.NaN : notFinite(bytes, from, to);
      if (number !== null) {
        this.#numberBlock[row] = number;
        return;
      }
      this.#words = this.#spelledAnew(row);
    }
    this.#codeBlock[row] = from === to ? -1 : this.#words.codeOf(bytes, from, to, hash);
  }

  /** All rows share their blocks, and begin a new one together. */
  nextBlock(): void {
    if (this.#words === null) {
      this.#numbers.push(this.#numberBlock);
      this.#numberBlock = new Float64Array(BLOCK);
    } else {
      this.#codes.push(this.#codeBlock);
      this.#codeBlock = new Int32Array(BLOCK);
    }
  }

  #spelledAnew(row: number): Dictionary {
    const words = new Dictionary();
    const encoder = new TextEncoder();
    const known = new Map<number, number>();
    const codeOf = (number: number) => {
      if (Number.isNaN(number)) return -1;
      const code = known.get(number) ?? words.codeOfAll(encoder.encode(String(number)));
      known.set(number, code);
      return code;
    };
    for (const block of this.#numbers) this.#codes.push(Int32Array.from(block, codeOf));
    this.#numbers.length = 0;
    this.#codeBlock = new Int32Array(BLOCK);
    for (let at = 0; at < row; at++) this.#codeBlock[at] = codeOf(this.#numberBlock[at] ?? Number.NaN);
    this.#numberBlock = new Float64Array(0);
    return words;
  }

  /** The column, of `rows` rows in all; `strange` throws over the first row whose text is no UTF-8. */
  finish(rows: number, strange: (row: number) => never): Column {
    const words = this.#words;
    this.nextBlock();
    if (words === null)
      return {
        kind: 'number',
        values: joined(this.#numbers, new Float64Array(rows)),
      };
    const codes = joined(this.#codes, new Int32Array(rows));
    return { kind: 'text', codes, values: words.values((code) => strange(codes.indexOf(code))) };
  }
}

function joined<A extends Float64Array | Int32Array>(blocks: A[], whole: A): A {
  blocks.forEach((block, at) => {
    whole.set(block.subarray(0, whole.length - at * BLOCK), at * BLOCK);
  });
  blocks.length = 0; // the next column takes their room
  return whole;
}

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

function notFinite(bytes: Uint8Array, from: number, to: number): number | null {
  if (to - from > '-infinity'.length) return null;
  return NOT_FINITE.get(String.fromCharCode(...bytes.subarray(from, to)).toLowerCase()) ?? null;
}
