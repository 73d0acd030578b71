import { Mistake } from '#kit/outcome';
import { missingColumn } from '#metrics/roles';
import { type Table, textAt } from '#metrics/table';
import { hash } from '../inference/hash.ts';
import type { Choosers } from './selection.ts';

/** Rows of a table that choose, and those that only the gates see; each ascending. */
export interface Split {
  readonly choosing: Uint32Array;
  readonly held: Uint32Array;
}

/**
 * Parts rows into those by which candidates are chosen and those that selection does not see. A share goes by a hash of
 * the row's id, or of its group's name, so that a group is on one side and new rows move no old one. `keys`: those
 * hashes; null where there are no ids.
 */
export function splitOf(table: Table, rows: Choosers, keys: Int32Array | null): Split {
  if (rows.kind === 'all')
    return { choosing: Uint32Array.from({ length: table.rows }, (_, row) => row), held: new Uint32Array() };
  const chooses =
    rows.kind === 'share' ? byShare(rows.share, keys) : byColumn(table, rows.column, rows.value);
  const [choosing, held]: [number[], number[]] = [[], []];
  for (let row = 0; row < table.rows; row++) (chooses(row) ? choosing : held).push(row);
  return { choosing: Uint32Array.from(choosing), held: Uint32Array.from(held) };
}

/** Of its own: a bootstrap of the same keys draws independently of it. */
const SALT = 0x5e1ec7;

function byShare(share: number, keys: Int32Array | null): (row: number) => boolean {
  if (keys === null) {
    const remedy = 'Name the column of ids under columns: (id), or choose by a column with select.on.';
    throw new Mistake({ subject: 'select.share', what: 'needs ids, and there are none', remedy });
  }
  return (row) => hash(SALT, 0, keys[row] ?? 0) < share * 2 ** 32;
}

const YES = ['1', 'true', 'yes'];

function byColumn(table: Table, name: string, value: string | null): (row: number) => boolean {
  const column = table.columns.get(name);
  if (column === undefined) throw new Mistake(missingColumn(table, 'select.on', name));
  return (row) => {
    const said = textAt(column, row) ?? '';
    return value === null ? YES.includes(said.toLowerCase()) : said === value;
  };
}
