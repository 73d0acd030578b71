import { type AsyncBuffer, type ColumnData, parquetMetadata, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Cell, type Column, ColumnBuilder } from '../table.ts';
import { wholeOf } from './chunks.ts';
import { type Reader, said, unreadable } from './format.ts';

/** Apache Parquet, in every codec but LZO. Nested columns become their JSON, dates ISO 8601. */
export const readParquet: Reader = async (source, file, wanted) => {
  const bytes = await wholeOf(source);
  try {
    const metadata = parquetMetadata(bytes);
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = Number(metadata.num_rows);
    const columns = new Map<string, Column>();
    for (const name of names) {
      if (wanted !== undefined && !wanted.has(name)) continue;
      columns.set(name, await readColumn({ file: buffered(bytes), metadata, compressors }, name, rows));
    }
    return { file, rows, names, columns };
  } catch (cause) {
    const remedy = 'It may be cut short: write it again, and let the writer close it.';
    throw unreadable(file, `is not readable as Parquet: ${said(cause)}`, remedy, undefined, cause);
  }
};

type Source = Pick<Parameters<typeof parquetRead>[0], 'file' | 'metadata' | 'compressors'>;

/** One column at a time, so that only one is held decoded. Chunks come in any order. */
async function readColumn(source: Source, name: string, rows: number): Promise<Column> {
  const chunks: ColumnData[] = [];
  await parquetRead({ ...source, columns: [name], onChunk: (chunk) => chunks.push(chunk) });
  const builder = new ColumnBuilder();
  for (const chunk of chunks.sort((one, other) => one.rowStart - other.rowStart)) {
    for (let row = 0; row < chunk.columnData.length; row++) builder.add(cellOf(chunk.columnData[row]));
  }
  if (builder.rows !== rows) throw new Error(`column ${name} holds ${builder.rows} of ${rows} rows`);
  return builder.finish();
}

/** Copies by hand: `slice` of Node's Buffer gives a view, whose `buffer` is larger than the slice. */
function buffered(bytes: Uint8Array): AsyncBuffer {
  return {
    byteLength: bytes.length,
    slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
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
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}
