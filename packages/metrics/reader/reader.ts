import { Mistake } from '#kit/outcome';
import type { Table } from '../table.ts';

/** Reads a table out of a file's bytes. Only the columns in `wanted` are kept; all of them where it is absent. */
export type Reader = (bytes: Uint8Array, file: string, wanted?: ReadonlySet<string>) => Promise<Table>;

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

/** The mistake of a file that cannot be read. `line` counts from 1. */
export function unreadable(
  file: string,
  what: string,
  remedy: string,
  line?: number,
  cause?: unknown,
): Mistake {
  const at = line === undefined ? { file } : { file, line };
  const where = line === undefined ? {} : { where: `${file}:${line}` };
  return new Mistake({ subject: file, what, remedy, at, ...where }, cause === undefined ? {} : { cause });
}

/** What an error says, for the middle of a sentence. */
export function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
