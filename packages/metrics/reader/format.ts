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

/** What an error says, for the middle of a sentence. */
export function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
