import { CsvError, parse } from 'csv-parse/sync';
import { type Cell, ColumnBuilder } from '../table.ts';
import { type Reader, said, unreadable } from './format.ts';

export const readCsv: Reader = async (bytes, file, wanted) => read(bytes, file, ',', wanted);
export const readTsv: Reader = async (bytes, file, wanted) => read(bytes, file, '\t', wanted);

/** CSV as RFC 4180 has it, with a header; UTF-8 or UTF-16, with or without a byte order mark. */
function read(bytes: Uint8Array, file: string, delimiter: string, wanted: ReadonlySet<string> | undefined) {
  let names: readonly string[] | null = null;
  let kept: { readonly index: number; readonly name: string; readonly builder: ColumnBuilder }[] = [];
  let rows = 0;
  const take = (record: string[]): null => {
    if (names === null) {
      names = checkedHeader(record, file);
      kept = names
        .map((name, index) => ({ index, name, builder: new ColumnBuilder() }))
        .filter(({ name }) => wanted?.has(name) ?? true);
    } else {
      rows++;
      for (const { index, builder } of kept) {
        const spelled = record[index] ?? '';
        builder.add(cellOf(spelled), spelled);
      }
    }
    return null; // kept by column; the parser need not hold the record
  };
  try {
    parse(bytes, { bom: true, delimiter, skip_empty_lines: true, on_record: take });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    throw unreadable(
      file,
      `is not readable as CSV: ${said(error)}`,
      'Write it again with a CSV library.',
      line,
      error,
    );
  }
  if (names === null)
    throw unreadable(file, 'has no header', 'Write the names of the columns as its first line.');
  return { file, rows, names, columns: new Map(kept.map(({ name, builder }) => [name, builder.finish()])) };
}

function checkedHeader(names: readonly string[], file: string): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw unreadable(
      file,
      `has the column ${JSON.stringify(twice)} twice`,
      'Give each column its own name.',
      1,
    );
  }
  const [only = ''] = names;
  if (names.length === 1 && /[;\t|]/.test(only)) {
    const remedy = 'Separate columns by commas, or by tabs in a file that ends in .tsv.';
    throw unreadable(file, `has one column, ${JSON.stringify(only)}`, remedy, 1);
  }
  return names;
}

const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

/** Empty is missing; a number as Python and R spell it; the rest, `007` included, is text. */
function cellOf(spelled: string): Cell {
  if (spelled === '') return null;
  if (NUMBER.test(spelled)) {
    const number = Number(spelled);
    return Number.isInteger(number) && !Number.isSafeInteger(number) && /^[+-]?\d+$/.test(spelled)
      ? spelled
      : number;
  }
  return NOT_FINITE.get(spelled.toLowerCase()) ?? spelled;
}
