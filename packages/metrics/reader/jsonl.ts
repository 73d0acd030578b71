import type { Cell, Column, Table } from '../table.ts';
import { BLOCK, BlockColumn } from './blockcolumn.ts';
import { chunksOf, takeRecords } from './chunks.ts';
import { type Reader, said, unreadable } from './format.ts';
import { JsonLine } from './jsonline.ts';
import { CutShort } from './packing.ts';

/**
 * JSON Lines: one object a line, UTF-8, read as it comes. A key that a line lacks is an empty cell; blank lines are
 * passed over.
 */
export const readJsonLines: Reader = async (source, file, wanted) => {
  const lines = new Lines(file, wanted);
  try {
    await takeRecords(chunksOf(source), (bytes, last) => lines.take(bytes, last));
  } catch (error) {
    throw error instanceof CutShort ? error.of(file, lines.rows) : error;
  }
  return lines.table();
};

class Lines {
  readonly #file: string;
  readonly #wanted: ReadonlySet<string> | undefined;
  /** null: nobody wants it */
  readonly #columns = new Map<string, BlockColumn | null>();
  #alike = new JsonLine([], []);
  #keys = '';
  #line = 1;
  #row = 0;
  rows = 0;

  constructor(file: string, wanted: ReadonlySet<string> | undefined) {
    this.#file = file;
    this.#wanted = wanted;
  }

  take(bytes: Uint8Array, last: boolean): number {
    let start = 0;
    for (; start < bytes.length; this.#line++) {
      const newline = bytes.indexOf(10, start);
      if (newline === -1 && !last) break;
      const end = newline === -1 ? bytes.length : newline;
      if (this.#row === BLOCK) {
        for (const column of this.#columns.values()) column?.nextBlock();
        this.#row = 0;
      }
      if (this.#alike.take(bytes, start, end, this.#row) || this.#parsed(bytes.subarray(start, end))) {
        this.rows++;
        this.#row++;
      }
      start = end + 1;
    }
    return Math.min(start, bytes.length);
  }

  /** Takes a line by JSON.parse, and learns how lines look; false where it is blank. */
  #parsed(bytes: Uint8Array): boolean {
    const text = decoded(bytes, this.#file, this.#line);
    if (text === '') return false;
    const cells = new Map<string, unknown>(Object.entries(parsed(text, this.#file, this.#line)));
    for (const [name, value] of cells) {
      const column = this.#column(name);
      if (column !== null) keep(column, cellOf(value), this.#row);
    }
    const others = [...this.#columns].flatMap(([name, column]) =>
      column === null || cells.has(name) ? [] : [column],
    );
    for (const other of others) other.missing(this.#row);
    const keys = JSON.stringify([...cells.keys()]);
    if (keys !== this.#keys || others.length > 0) {
      this.#keys = keys;
      const own = [...cells.keys()].map((name) => [name, this.#column(name)] as const);
      this.#alike = new JsonLine(own, others);
    }
    return true;
  }

  #column(name: string): BlockColumn | null {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const column = (this.#wanted?.has(name) ?? true) ? new BlockColumn(this.rows - this.#row) : null;
    this.#columns.set(name, column);
    return column;
  }

  table(): Table {
    const { rows } = this;
    const strange = (row: number): never => {
      throw unreadable(this.#file, `is not UTF-8 in row ${row + 1}`, 'Write it as UTF-8.');
    };
    const kept = [...this.#columns].flatMap(([name, column]): [string, Column][] =>
      column === null ? [] : [[name, column.finish(rows, strange)]],
    );
    return { file: this.#file, rows, names: [...this.#columns.keys()], columns: new Map(kept) };
  }
}

function keep(column: BlockColumn, cell: Cell, row: number): void {
  if (cell === null) column.missing(row);
  else if (typeof cell === 'number') column.number(cell, row);
  else column.textOf(String(cell), row);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array, file: string, line: number): string {
  try {
    return utf8.decode(bytes).trim();
  } catch (cause) {
    throw unreadable(file, 'is not UTF-8', 'Write it as UTF-8.', line, cause);
  }
}

const REMEDY = 'Write one JSON object a line, e.g. {"id": 1, "label": 0, "score": 0.25}.';

function parsed(text: string, file: string, line: number): object {
  let value: unknown;
  try {
    value = parseWithNaN(text);
  } catch (cause) {
    throw unreadable(file, `is not readable as JSON Lines: ${said(cause)}`, REMEDY, line, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw unreadable(file, `holds ${text.slice(0, 40)} where an object belongs`, REMEDY, line);
}

/** Python's json writes NaN and Infinity, which JSON lacks; they come in as empty cells, and are counted there. */
export function parseWithNaN(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
      token.startsWith('"') ? token : 'null',
    );
    if (mended === text) throw error;
    return parseExactly(mended);
  }
}

/** A reviver is slow; it is needed only where a number may be too long to be exact. */
function parseExactly(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

/** Whole numbers beyond 2^53 stay as they are spelled: an id must not be rounded. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}

/** Whatever stands in a line as a cell; lists and objects as their JSON. */
export function cellOf(value: unknown): Cell {
  if (
    value === null ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'string'
  ) {
    return value;
  }
  return JSON.stringify(value);
}
