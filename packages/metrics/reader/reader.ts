import { type Reader, unreadable } from './format.ts';

/** Readers by extension, each loaded when the first such file is read. */
const READERS: ReadonlyMap<string, () => Promise<Reader>> = new Map([
  ['csv', async () => (await import('./csv.ts')).readCsv],
  ['tsv', async () => (await import('./csv.ts')).readTsv],
  ['jsonl', async () => (await import('./jsonl.ts')).readJsonLines],
  ['ndjson', async () => (await import('./jsonl.ts')).readJsonLines],
  ['parquet', async () => (await import('./parquet.ts')).readParquet],
]);

/**
 * Reads predictions by the file's extension: .csv, .tsv, .jsonl, .ndjson or .parquet. A file with columns and no
 * rows is a table of 0 rows. Mistake: another extension, an empty file, bytes that are not that format.
 */
export const readTable: Reader = async (bytes, file, wanted) => {
  const reader = READERS.get(file.toLowerCase().split('.').at(-1) ?? '');
  if (reader === undefined) {
    throw unreadable(file, 'has no extension that is known', `Write .${[...READERS.keys()].join(', .')}.`);
  }
  if (bytes.length === 0) {
    throw unreadable(file, 'is empty (0 bytes)', 'Let the command write at least the names of the columns.');
  }
  return (await reader())(bytes, file, wanted);
};
