import { Mistake } from '#kit/outcome';
import type { Table } from '../table.ts';
import type { Source } from './chunks.ts';

/**
 * Reads a table out of a file's bytes. Only the columns in `wanted` are kept; all of them where it is absent. `size`:
 * how many bytes the file has, for a guess at its rows.
 */
export type Reader = (
  source: Source,
  file: string,
  wanted?: ReadonlySet<string>,
  size?: number,
) => Promise<Table>;

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

/** The mistake of a table in which two columns have one name; null where each has its own. */
export function doubled(file: string, names: readonly string[], line?: number): Mistake | null {
  if (new Set(names).size === names.length) return null; // asked for each column of a wide file
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  const what = `has the column ${JSON.stringify(twice)} twice`;
  return unreadable(file, what, 'Give each column its own name.', line);
}

/** What an error says, for the middle of a sentence. */
export function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
