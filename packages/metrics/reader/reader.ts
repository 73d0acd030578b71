import { chunksOf, type Source } from './chunks.ts';
import { type Reader, unreadable } from './format.ts';
import { plainName, unpacked } from './packing.ts';

/** Readers by extension, each loaded when the first such file is read. */
const READERS: ReadonlyMap<string, () => Promise<Reader>> = new Map([
  ['csv', async () => (await import('./csv.ts')).readCsv],
  ['tsv', async () => (await import('./csv.ts')).readTsv],
  ['jsonl', async () => (await import('./jsonl.ts')).readJsonLines],
  ['ndjson', async () => (await import('./jsonl.ts')).readJsonLines],
  ['parquet', async () => (await import('./parquet/file.ts')).readParquet],
  ['npy', async () => (await import('./npy.ts')).readNpy],
  ['npz', async () => (await import('./npz.ts')).readNpz],
]);

/** For a person: what a file of rows is called. */
export const TABLES = `.${[...READERS.keys()].join(', .')}; packed, .gz or .zst after it`;

/** Whether the name is that of a file of rows. */
export function isTable(file: string): boolean {
  return READERS.has(extensionOf(file));
}

function extensionOf(file: string): string {
  return plainName(file).toLowerCase().split('.').at(-1) ?? '';
}

/**
 * Reads predictions by the file's extension: .csv, .tsv, .jsonl, .ndjson, .parquet, .npy or .npz, packed by gzip (.gz)
 * or zstd (.zst) or not. A file with columns and no rows is a table of 0 rows. Mistake: another extension, an empty
 * file, one that ends in the middle, bytes that are not that format; the row is named where there are rows.
 */
export const readTable: Reader = async (source, file, wanted) => {
  const reader = READERS.get(extensionOf(file));
  if (reader === undefined) throw unreadable(file, 'has no extension that is known', `Write ${TABLES}.`);
  return (await reader())(unpacked(notEmpty(source, file), file), file, wanted);
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
