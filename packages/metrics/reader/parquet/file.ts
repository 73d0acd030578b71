import {
  type ColumnData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from 'hyparquet';
import { Mistake } from '#kit/outcome';
import { type Cell, type Column, ColumnBuilder } from '../../table.ts';
import { doubled, type Reader, said, unreadable } from '../format.ts';
import { CutShort } from '../packing.ts';
import { compressors } from './compression.ts';
import { TooLong } from './decoder.ts';
import { decimalOf, parsers, scaleOf, withoutDecimals } from './exact.ts';
import { type Chunk, isFlat, readFlat } from './flat.ts';
import { Pieces } from './pieces.ts';

/** Apache Parquet, in every codec but LZO. Nested columns become their JSON, dates ISO 8601. */
export const readParquet: Reader = async (source, file, wanted) => {
  try {
    const bytes = await Pieces.of(source);
    const metadata = await parquetMetadataAsync(bytes);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const mixedUp = doubled(file, names);
    if (mixedUp !== null) throw mixedUp;
    const columns = new Map<string, Column>();
    for (const name of names)
      if (wanted?.has(name) ?? true) columns.set(name, await readColumn(bytes, metadata, name));
    return { file, rows: Number(metadata.num_rows), names, columns };
  } catch (cause) {
    if (cause instanceof CutShort) throw cause.of(file, null);
    if (cause instanceof Mistake) throw cause;
    const remedy = 'It may be cut short: write it again, and let the writer close it.';
    throw unreadable(file, `is not readable as Parquet: ${said(cause)}`, remedy, undefined, cause);
  }
};

/** One column at a time, so that only one is held packed. */
async function readColumn(bytes: Pieces, metadata: FileMetaData, name: string): Promise<Column> {
  const schema = parquetSchema(metadata).children.find(({ element }) => element.name === name);
  const chunks = chunksOf(bytes, metadata, name);
  if (schema === undefined) throw new Error(`it lacks its column ${name}`);
  const scale = schema.children.length === 0 ? scaleOf(schema.element) : null;
  if (scale !== null) {
    const plain = withoutDecimals(metadata, name);
    return byValue(bytes, plain, { columns: [name], utf8: false }, (stored) => decimalOf(stored, scale));
  }
  const asTheyAre = () => byValue(bytes, metadata, { columns: [name] }, cellOf);
  if (!isFlat(schema, chunks)) return asTheyAre();
  try {
    return readFlat(schema.element, chunks, (row) => {
      throw new Error(`row ${row + 1} of column ${name} is not UTF-8`);
    });
  } catch (error) {
    if (error instanceof TooLong) return asTheyAre();
    throw new Error(`column ${name}: ${said(error)}`, { cause: error });
  }
}

function chunksOf(bytes: Pieces, { row_groups: groups }: FileMetaData, name: string): Chunk[] {
  return groups.flatMap(({ columns, num_rows: rows }) => {
    const metadata = columns.find(({ meta_data: one }) => one?.path_in_schema[0] === name)?.meta_data;
    if (metadata === undefined) return [];
    const start = Number(metadata.dictionary_page_offset || metadata.data_page_offset);
    const end = start + Number(metadata.total_compressed_size);
    return [{ metadata, rows: Number(rows), bytes: () => bytes.slice(start, end) }];
  });
}

/** Value by value: what is nested, dates, decimals, rare encodings, long numbers. Chunks come in any order. */
async function byValue(
  file: Pieces,
  metadata: FileMetaData,
  asked: { readonly columns: [string]; readonly utf8?: boolean },
  cell: (value: unknown) => Cell,
): Promise<Column> {
  const chunks: ColumnData[] = [];
  const onChunk = (chunk: ColumnData) => chunks.push(chunk);
  await parquetRead({ file, metadata, compressors, parsers, ...asked, onChunk });
  const builder = new ColumnBuilder();
  for (const chunk of chunks.sort((one, other) => one.rowStart - other.rowStart)) {
    for (let row = 0; row < chunk.columnData.length; row++) builder.add(cell(chunk.columnData[row]));
  }
  const rows = Number(metadata.num_rows);
  if (builder.rows !== rows)
    throw new Error(`column ${asked.columns[0]} holds ${builder.rows} of ${rows} rows`);
  return builder.finish();
}

function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return value;
    default:
      break;
  }
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner;
    return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner);
  });
}
