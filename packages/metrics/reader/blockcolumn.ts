import type { Column } from '../table.ts';
import { letGo } from './chunks.ts';
import { Dictionary } from './dictionary.ts';

/** Rows of all columns are kept in blocks of so many, joined at the end: growing by copies would take twice the room. */
export const BLOCK = 1 << 12;

/** As a single block more would be twice in memory for too long. */
const LONGEST = 1 << 16;

/**
 * Rows in a block, where about so many are expected in all: a single block of few rows, as nothing is left over then. None
 * are where the size is that of packed bytes, fewer than the header has.
 */
export function blockFor(expected: number): number {
  const rows = Math.ceil(1.02 * expected) + 8;
  return expected >= 0 && rows <= LONGEST ? rows : BLOCK;
}

const encoder = new TextEncoder();

/**
 * Collects the cells of one column that comes as bytes: numbers until the first cell that is none, coded text from then
 * on (numbers before it are spelled anew). Rows are written at their place in the block, so that a record that is not
 * whole yet may be taken again.
 */
export class BlockColumn {
  readonly #numbers: Float64Array[] = [];
  readonly #codes: Int32Array[] = [];
  readonly #size: number;
  #numberBlock: Float64Array;
  #codeBlock = new Int32Array(0);
  #words: Dictionary | null = null;

  /** `missing`: rows that came before the column was first heard of; `size`: rows in a block */
  constructor(missing = 0, size = BLOCK) {
    this.#size = size;
    this.#numberBlock = new Float64Array(size).fill(Number.NaN);
    for (let row = size; row <= missing; row += size) {
      this.nextBlock();
      this.#numberBlock.fill(Number.NaN);
    }
  }

  get isText(): boolean {
    return this.#words !== null;
  }

  number(value: number, row: number): void {
    if (this.#words === null) this.#numberBlock[row] = value;
    else
      this.#codeBlock[row] = Number.isNaN(value) ? -1 : this.#words.codeOfAll(encoder.encode(String(value)));
  }

  /** bytes[from, to), whose hash is known */
  text(bytes: Uint8Array, from: number, to: number, hash: number, row: number): void {
    this.#words ??= this.#spelledAnew(row);
    this.#codeBlock[row] = this.#words.codeOf(bytes, from, to, hash);
  }

  textOf(text: string, row: number): void {
    this.#words ??= this.#spelledAnew(row);
    this.#codeBlock[row] = this.#words.codeOfAll(encoder.encode(text));
  }

  missing(row: number): void {
    if (this.#words === null) this.#numberBlock[row] = Number.NaN;
    else this.#codeBlock[row] = -1;
  }

  /** All rows share their blocks, and begin a new one together. */
  nextBlock(): void {
    this.#closeBlock();
    if (this.#words === null) this.#numberBlock = new Float64Array(this.#size);
    else this.#codeBlock = new Int32Array(this.#size);
  }

  #closeBlock(): void {
    if (this.#words === null) this.#numbers.push(this.#numberBlock);
    else this.#codes.push(this.#codeBlock);
  }

  #spelledAnew(row: number): Dictionary {
    const words = new Dictionary();
    const known = new Map<number, number>();
    const codeOf = (number: number) => {
      if (Number.isNaN(number)) return -1;
      const code = known.get(number) ?? words.codeOfAll(encoder.encode(String(number)));
      known.set(number, code);
      return code;
    };
    for (const block of this.#numbers)
      this.#codes.push(
        block.reduce((codes, number, at) => {
          codes[at] = codeOf(number);
          return codes;
        }, new Int32Array(this.#size)),
      );
    this.#numbers.length = 0;
    this.#codeBlock = new Int32Array(this.#size);
    for (let at = 0; at < row; at++) this.#codeBlock[at] = codeOf(this.#numberBlock[at] ?? Number.NaN);
    this.#numberBlock = new Float64Array(0);
    return words;
  }

  /** The column, of `rows` rows in all; `strange` throws over the first row whose text is no UTF-8. */
  finish(rows: number, strange: (row: number) => never): Column {
    const words = this.#words;
    this.#closeBlock();
    if (words === null)
      return { kind: 'number', values: joined(this.#numbers, this.#size, new Float64Array(rows)) };
    const codes = joined(this.#codes, this.#size, new Int32Array(rows));
    return { kind: 'text', codes, values: words.values((code) => strange(codes.indexOf(code))) };
  }
}

function joined<A extends Float64Array | Int32Array>(blocks: A[], size: number, whole: A): A {
  blocks.forEach((block, at) => {
    whole.set(block.subarray(0, whole.length - at * size), at * size);
    letGo(block);
  });
  blocks.length = 0; // the next column takes their room
  return whole;
}
