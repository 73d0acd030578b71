import type { ColumnMetaData, PageHeader, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import type { Column } from '../../table.ts';
import { compressors } from './compression.ts';
import { booleanDecoder, type Decoder, isNumberType, numberDecoder, textDecoder } from './decoder.ts';
import { readHybrid, runOfOnes, WIDEST } from './hybrid.ts';

/** A column as it lies in one row group. */
export interface Chunk {
  readonly metadata: ColumnMetaData;
  readonly rows: number;
  readonly bytes: () => ArrayBuffer;
}

const ENCODINGS: ReadonlySet<string> = new Set([
  'PLAIN',
  'RLE',
  'BIT_PACKED',
  'PLAIN_DICTIONARY',
  'RLE_DICTIONARY',
]);

/**
 * Numbers, booleans and text that lie flat and in the common encodings can be read straight into a column: 10 million rows of
 * three columns in a tenth of the time that values one by one take. Everything else is hyparquet's.
 */
export function isFlat(
  { element, children }: { element: SchemaElement; children: readonly unknown[] },
  chunks: readonly Chunk[],
): boolean {
  const { type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element;
  if (children.length > 0 || repetition === 'REPEATED') return false;
  const plainNumber = isNumberType(type) && converted === undefined && logical === undefined;
  const number = plainNumber || (isNumberType(type) && /^INT_/.test(converted ?? ''));
  const text = type === 'BYTE_ARRAY' && converted === 'UTF8';
  if (!number && !text && type !== 'BOOLEAN') return false;
  return chunks.every(({ metadata }) => metadata.encodings.every((encoding) => ENCODINGS.has(encoding)));
}

export function readFlat(
  { type, repetition_type: repetition }: SchemaElement,
  chunks: readonly Chunk[],
  strange: (row: number) => never,
): Column {
  const nullable = repetition === 'OPTIONAL';
  if (isNumberType(type)) return readChunks(numberDecoder(type), chunks, nullable);
  if (type === 'BOOLEAN') return readChunks(booleanDecoder(), chunks, nullable);
  return readChunks(textDecoder(strange), chunks, nullable);
}

function readChunks<A extends Float64Array | Int32Array>(
  decoder: Decoder<A>,
  chunks: readonly Chunk[],
  nullable: boolean,
): Column {
  const entries = decoder.room(chunks.reduce((sum, { rows }) => sum + rows, 0));
  let row = 0;
  for (const chunk of chunks) {
    readPages(chunk, nullable, decoder, entries, row);
    row += chunk.rows;
  }
  return decoder.column(entries);
}

function readPages<A extends Float64Array | Int32Array>(
  { metadata, rows, bytes }: Chunk,
  nullable: boolean,
  decoder: Decoder<A>,
  entries: A,
  first: number,
): void {
  const buffer = bytes();
  const reader = { view: new DataView(buffer), offset: 0 };
  for (let row = 0; row < rows; ) {
    const header = parquetHeader(reader);
    const packed = new Uint8Array(buffer, reader.offset, header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.type === 'DICTIONARY_PAGE') {
      const page = unpacked(packed, header.uncompressed_page_size, metadata.codec);
      decoder.dictionary(page, header.dictionary_page_header?.num_values ?? 0);
    } else {
      const page = dataPage(header, packed, metadata, nullable);
      if (row + page.count > rows) throw new Error(`a page holds more than the ${rows} rows of its group`);
      readValues(page, decoder, entries, first + row);
      row += page.count;
    }
  }
}

/** Nulls alone have no values, and not every codec's decoder can unpack nothing. */
function unpacked(packed: Uint8Array, size: number, codec: ColumnMetaData['codec']): Uint8Array {
  return size === 0 ? new Uint8Array(0) : decompressPage(packed, size, codec, compressors);
}

interface Page {
  readonly count: number;
  readonly encoding: string;
  /** 1 where a value is, 0 where it is null; null: each is there */
  readonly present: Int32Array | null;
  readonly values: Uint8Array;
}

function dataPage(
  header: PageHeader,
  packed: Uint8Array,
  { codec }: ColumnMetaData,
  nullable: boolean,
): Page {
  const { data_page_header: one, data_page_header_v2: two } = header;
  if (one !== undefined) {
    const page = unpacked(packed, header.uncompressed_page_size, codec);
    if (!nullable) return { count: one.num_values, encoding: one.encoding, present: null, values: page };
    const size = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    const present = levels(page.subarray(4, 4 + size), one.num_values);
    return { count: one.num_values, encoding: one.encoding, present, values: page.subarray(4 + size) };
  }
  if (two === undefined) throw new Error(`a page of kind ${header.type} is not known`);
  const { repetition_levels_byte_length: before, definition_levels_byte_length: size } = two;
  const rest = packed.subarray(before + size);
  const room = header.uncompressed_page_size - before - size;
  const values = two.is_compressed === false ? rest : unpacked(rest, room, codec);
  const present =
    nullable && two.num_nulls > 0 ? levels(packed.subarray(before, before + size), two.num_values) : null;
  return { count: two.num_values, encoding: two.encoding, present, values };
}

/** Nearly always one run: each value is there. */
function levels(bytes: Uint8Array, count: number): Int32Array | null {
  if (count === 0 || runOfOnes(bytes) >= count) return null;
  const present = new Int32Array(count);
  readHybrid(bytes, 1, present);
  return present.includes(0) ? present : null;
}

function readValues<A extends Float64Array | Int32Array>(
  { count, encoding, present, values }: Page,
  decoder: Decoder<A>,
  entries: A,
  row: number,
): void {
  const held = present === null ? count : present.reduce((sum, one) => sum + one, 0);
  const into = present === null ? decoder.part(entries, row, row + count) : decoder.room(held);
  if (encoding === 'PLAIN') decoder.plain(values, into);
  else {
    const codes = new Int32Array(held);
    readCodes(values, encoding, codes);
    decoder.looked(codes, into);
  }
  if (present === null) return;
  let next = 0;
  for (let at = 0; at < count; at++)
    entries[row + at] = present[at] === 1 ? (into[next++] ?? 0) : decoder.missing;
}

const CODED: ReadonlySet<string> = new Set(['PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE']);

/** Codes of a dictionary say first how wide they are; booleans are one bit, and say how many bytes follow. */
function readCodes(values: Uint8Array, encoding: string, codes: Int32Array): void {
  if (!CODED.has(encoding)) throw new Error(`its encoding ${encoding} is not the one it says it has`);
  const width = encoding === 'RLE' ? 1 : (values[0] ?? 0);
  if (width > WIDEST) throw new Error(`codes of ${width} bits are too wide`);
  if (width > 0) readHybrid(values.subarray(encoding === 'RLE' ? 4 : 1), width, codes);
}
