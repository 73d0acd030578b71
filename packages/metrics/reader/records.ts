import { type ByteColumn, StrayQuote } from './bytecolumn.ts';
import { Quoted } from './quoted.ts';

const [LINE_FEED, RETURN, QUOTE] = [0x0a, 0x0d, 0x22] as const;

/** What keeps bytes from being records; `line` and `row` count from 1, the header being no row. */
export class NoRecord extends Error {
  readonly line: number;
  constructor(what: string, line: number) {
    super(what);
    this.line = line;
  }
}

/** Reads records into columns; a column that is null is passed over. */
export class Records {
  readonly #columns: readonly (ByteColumn | null)[];
  readonly #stops: Uint8Array;
  readonly #delimiter: number;
  readonly #size: number;
  readonly #quoted = new Quoted();
  /** whole rows that were taken */
  rows = 0;
  #row = 0;
  #line: number;

  /** `line`: where the first record stands; `size`: rows in a block of the columns */
  constructor(
    columns: readonly (ByteColumn | null)[],
    stops: Uint8Array,
    delimiter: number,
    line: number,
    size: number,
  ) {
    this.#columns = columns;
    this.#size = size;
    this.#stops = stops;
    this.#delimiter = delimiter;
    this.#line = line;
  }

  /** Takes the whole records of bytes from `from` on, and says where the first that is not whole begins. */
  take(bytes: Uint8Array, from: number, last: boolean): number {
    try {
      return this.#records(bytes, from, last);
    } catch (error) {
      if (!(error instanceof StrayQuote)) throw error;
      throw new NoRecord(`row ${this.rows + 1} has a quote inside a cell that is not quoted`, this.#line);
    }
  }

  #records(bytes: Uint8Array, from: number, last: boolean): number {
    const to = bytes.length;
    let at = from;
    while (at < to) {
      const after = lineEnd(bytes, at, last);
      if (after === -1) return at;
      if (after > at) {
        this.#line++; // an empty line is no record
        at = after;
        continue;
      }
      if (this.#row === this.#size) this.#nextBlock();
      const end = this.#record(bytes, at, last);
      if (end === -1) return at;
      this.rows++;
      this.#row++;
      at = end;
    }
    return at;
  }

  /** Where the record at `from` ends, its line end included; -1 where it may go on beyond these bytes. */
  #record(bytes: Uint8Array, from: number, last: boolean): number {
    const [to, width] = [bytes.length, this.#columns.length];
    let [at, cells, lines] = [from, 0, 1];
    for (;;) {
      const column = cells < width ? (this.#columns[cells] ?? null) : null;
      if (bytes[at] === QUOTE) {
        at = this.#quotedCell(bytes, at, last, column);
        lines += this.#quoted.lines;
      } else at = column === null ? this.#passed(bytes, at) : column.take(bytes, at, to, last, this.#row);
      cells++;
      if (at === -1 || (at === to && !last)) return -1;
      if (at === to || bytes[at] !== this.#delimiter) break;
      at++;
    }
    const after = lineEnd(bytes, at, last);
    if (after === -1) return -1;
    if (cells !== width) throw this.#ragged(cells, at === to);
    this.#line += lines;
    return after;
  }

  #passed(bytes: Uint8Array, from: number): number {
    const to = bytes.length;
    let at = from;
    while (at < to && this.#stops[bytes[at] ?? 0] === 0) at++;
    return at;
  }

  #quotedCell(bytes: Uint8Array, from: number, last: boolean, column: ByteColumn | null): number {
    const quoted = this.#quoted;
    const to = bytes.length;
    if (!quoted.read(bytes, from, to)) {
      if (!last) return -1;
      throw new NoRecord(`row ${this.rows + 1} opens a quote that is never closed`, this.#line);
    }
    if (quoted.end === to && !last) return -1; // the next byte may be a quote too
    if (quoted.end < to && this.#stops[bytes[quoted.end] ?? 0] === 0)
      throw new NoRecord(`row ${this.rows + 1} goes on after a closing quote`, this.#line);
    column?.takeAll(quoted.text, this.#row);
    return quoted.end;
  }

  #ragged(cells: number, atEnd: boolean): NoRecord {
    const [row, width] = [this.rows + 1, this.#columns.length];
    const has = `row ${row} has ${cells} ${cells === 1 ? 'cell' : 'cells'}`;
    if (atEnd && cells < width)
      return new NoRecord(`its last line ends in the middle: ${has} of ${width}`, this.#line);
    return new NoRecord(`${has}, the header ${width}`, this.#line);
  }

  #nextBlock(): void {
    for (const column of this.#columns) column?.nextBlock();
    this.#row = 0;
  }
}

/** The byte after the line end at `at`; `at` where none is there, -1 where it may go on beyond these bytes. */
export function lineEnd(bytes: Uint8Array, at: number, last: boolean): number {
  const byte = bytes[at];
  if (byte === LINE_FEED) return at + 1;
  if (byte !== RETURN) return at;
  if (at + 1 === bytes.length && !last) return -1;
  return bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
}
