import type { Column } from '../table.ts';
import { blockFor } from './blockcolumn.ts';
import { ByteColumn, stopsFor } from './bytecolumn.ts';
import { chunksOf, takeRecords } from './chunks.ts';
import { inUtf8 } from './encoding.ts';
import { doubled, type Reader, said, unreadable } from './format.ts';
import { type Header, header } from './header.ts';
import { CutShort } from './packing.ts';
import { NoRecord, Records } from './records.ts';

export const readCsv: Reader = (source, file, wanted, size) =>
  new CsvFile(file, ',', wanted, size).read(chunksOf(source));
export const readTsv: Reader = (source, file, wanted, size) =>
  new CsvFile(file, '\t', wanted, size).read(chunksOf(source));

/**
 * CSV as RFC 4180 has it, with a header; UTF-8 or UTF-16, with or without a byte order mark; empty lines are passed over.
 *
 * Own code in place of a library, for speed and room: csv-parse makes a string of each cell and takes 12 s and more
 * for 10 million rows of four cells, all of the file in memory. Here bytes become doubles and codes as they come, cells that nobody wants
 * become nothing, and no more than a chunk is held; the tests compare it with csv-parse and with Python's csv.
 */
class CsvFile {
  readonly #file: string;
  readonly #delimiter: string;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #size: number | undefined;
  #open: Opened | null = null;

  constructor(
    file: string,
    delimiter: string,
    wanted: ReadonlySet<string> | undefined,
    size: number | undefined,
  ) {
    this.#size = size;
    this.#file = file;
    this.#delimiter = delimiter;
    this.#wanted = wanted;
  }

  async read(chunks: AsyncIterable<Uint8Array>) {
    try {
      await takeRecords(inUtf8(chunks), (bytes, last) => this.#take(bytes, last));
    } catch (error) {
      throw this.#explained(error);
    }
    if (this.#open === null)
      throw unreadable(this.#file, 'has no header', 'Write the names of the columns as its first line.');
    const { names, kept, records } = this.#open;
    const columns = kept.map(({ name, column }): [string, Column] => [
      name,
      column.finish(records.rows, (row) => this.#strange(name, row)),
    ]);
    return { file: this.#file, rows: records.rows, names, columns: new Map(columns) };
  }

  #take(bytes: Uint8Array, last: boolean): number {
    if (this.#open !== null) return this.#open.records.take(bytes, 0, last);
    const found = header(bytes, this.#delimiter.charCodeAt(0), last);
    if (found === null) return 0;
    const rest = (this.#size ?? Number.POSITIVE_INFINITY) - found.end;
    this.#open = this.#opened(found, blockFor(rest / lengthOfRecord(bytes.subarray(found.end))));
    return this.#open.records.take(bytes, found.end, last);
  }

  #opened({ names, lines }: Header, block: number): Opened {
    checkHeader(names, this.#file, lines);
    const delimiter = this.#delimiter.charCodeAt(0);
    const stops = stopsFor(delimiter);
    const all = names.map((name) =>
      (this.#wanted?.has(name) ?? true) ? new ByteColumn(stops, block) : null,
    );
    const kept = names.flatMap((name, index) => {
      const column = all[index] ?? null;
      return column === null ? [] : [{ name, column }];
    });
    return { names, kept, records: new Records(all, stops, delimiter, lines + 1, block) };
  }

  #explained(error: unknown): unknown {
    const file = this.#file;
    if (error instanceof CutShort) return error.of(file, this.#open?.records.rows ?? 0);
    if (!(error instanceof NoRecord)) return error;
    return unreadable(file, `is not readable as CSV: ${said(error)}`, REMEDY, error.line);
  }

  #strange(name: string, row: number): never {
    const what = `is not UTF-8 in row ${row + 1}, column ${name}`;
    throw unreadable(this.#file, what, 'Write it as UTF-8.');
  }
}

interface Opened {
  readonly names: readonly string[];
  readonly kept: readonly { readonly name: string; readonly column: ByteColumn }[];
  readonly records: Records;
}

/** Of those that came first, in bytes; 0 where none is whole yet. */
function lengthOfRecord(bytes: Uint8Array): number {
  const last = bytes.lastIndexOf(LINE_FEED);
  let lines = 0;
  for (let at = 0; at <= last; at++) lines += Number(bytes[at] === LINE_FEED);
  return lines === 0 ? 0 : (last + 1) / lines;
}

const LINE_FEED = 0x0a;

const REMEDY = 'It may be cut short or mixed up: write it again, with a CSV library.';

function checkHeader(names: readonly string[], file: string, line: number): void {
  const mixedUp = doubled(file, names, line);
  if (mixedUp !== null) throw mixedUp;
  const [only = ''] = names;
  if (names.length === 1 && /[;\t|]/.test(only)) {
    const remedy = 'Separate columns by commas, or by tabs in a file that ends in .tsv.';
    throw unreadable(file, `has one column, ${JSON.stringify(only)}`, remedy, line);
  }
}
