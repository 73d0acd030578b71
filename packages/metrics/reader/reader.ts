import { chunksOf, type Source, spent } from './chunks.ts';
import { type Extension, extensionOf, TABLES } from './extension.ts';
import { type Reader, unreadable } from './format.ts';
import { unpacked } from './packing.ts';

/** Readers by extension, each loaded when the first such file is read. */
const READERS: Readonly<Record<Extension, () => Promise<Reader>>> = {
  csv: async () => (await import('./csv.ts')).readCsv,
  tsv: async () => (await import('./csv.ts')).readTsv,
  jsonl: async () => (await import('./jsonl.ts')).readJsonLines,
  ndjson: async () => (await import('./jsonl.ts')).readJsonLines,
  parquet: async () => (await import('./parquet/file.ts')).readParquet,
  npy: async () => (await import('./npy.ts')).readNpy,
  npz: async () => (await import('./npz.ts')).readNpz,
};

/** Read record by record, whose bytes are taken over as they come. */
const BY_RECORD: ReadonlySet<Extension> = new Set(['csv', 'tsv', 'jsonl', 'ndjson']);

/**
 * Reads predictions by the file's extension: .csv, .tsv, .jsonl, .ndjson, .parquet, .npy or .npz, packed by gzip (.gz)
 * or zstd (.zst) or not. A file with columns and no rows is a table of 0 rows. Mistake: another extension, an empty
 * file, one that ends in the middle, bytes that are not that format; the row is named where there are rows.
 */
export const readTable: Reader = async (source, file, wanted, size) => {
  const extension = extensionOf(file);
  if (extension === null) throw unreadable(file, 'has no extension that is known', `Write ${TABLES}.`);
  const pieces = unpacked(notEmpty(source, file), file);
  const whole = source instanceof Uint8Array;
  const taken = BY_RECORD.has(extension) && !whole ? spent(pieces) : pieces;
  return (await READERS[extension]())(taken, file, wanted, whole ? source.length : size);
};

async function* notEmpty(source: Source, file: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunksOf(source)) {
    size += chunk.length;
    if (chunk.length > 0) yield chunk;
  }
  if (size === 0)
    throw unreadable(file, 'is empty (0 bytes)', 'Let the command write at least the names of the columns.');
}
