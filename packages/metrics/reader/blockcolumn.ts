import type { Column } from '../table.ts';
import { Dictionary } from './dictionary.ts';

/** Rows of all columns are kept in blocks of so many, joined at the end: growing by copies would take twice the room. */
export const BLOCK = 1 << 12;

const encoder = new TextEncoder();

/**
 * Collects the cells of one column that comes as bytes: numbers until the first cell that is none, coded text from then
 * on (numbers before it are spelled anew). Rows are written at their place in the block, so that a record that is not
 * whole yet may be taken again.
 */
export class BlockColumn {
  readonly #numbers: Float64Array[] = [];
  readonly #codes: Int32Array[] = [];
  #numberBlock = new Float64Array(BLOCK);
  #codeBlock = new Int32Array(0);
  #words: Dictionary | null = null;

  /** `missing`: rows that came before the column was first heard of */
  constructor(missing = 0) {
    this.#numberBlock.fill(Number.NaN);
    for (let row = BLOCK; row <= missing; row += BLOCK) {
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
        }, new Int32Array(BLOCK)),
      );
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
    if (words === null) return { kind: 'number', values: joined(this.#numbers, new Float64Array(rows)) };
    const codes = joined(this.#codes, new Int32Array(rows));
    return { kind: 'text', codes, values: words.values((code) => strange(codes.indexOf(code))) };
  }
}

function joined<A extends Float64Array | Int32Array>(blocks: A[], whole: A): A {
  blocks.forEach((block, at) => {
    whole.set(block.subarray(0, whole.length - at * BLOCK), at * BLOCK);
    // its room is free at once: of memory outside of its heap V8 lets tens of MB lie before it collects
    if (block.buffer instanceof ArrayBuffer) block.buffer.transfer(0);
  });
  blocks.length = 0; // the next column takes their room
  return whole;
}
