import { describeLone, pairUp } from '#metrics/pairing';
import { readTable } from '#metrics/reader/reader';
import { presentRoles, wantedColumns } from '#metrics/roles';
import { gatherColumn } from '#metrics/slice';
import { type Column, distinctTexts, type Table, textAt } from '#metrics/table';
import { Refused } from './refusal.ts';
import type { Reading } from './rows.ts';

/** The rows that the base was judged on, where its evaluation keeps them. */
export interface BaseRows {
  readonly table: Table;
  readonly ids: Column;
  /** all that stands in them: texts which are shown as they are */
  readonly texts: ReadonlySet<string>;
}

/** Null: rows without ids cannot be laid beside others. */
export async function baseRows(
  kept: { readonly file: string; readonly bytes: Uint8Array },
  { roles, slices }: Reading,
): Promise<BaseRows | null> {
  const table = await readTable(kept.bytes, kept.file, wantedColumns(roles, slices));
  const { id } = presentRoles(table, roles, slices);
  const ids = id === undefined ? undefined : table.columns.get(id);
  if (ids === undefined) return null;
  const texts = [...table.columns.values()].filter(({ kind }) => kind === 'text').flatMap(distinctTexts);
  return { table, ids, texts: new Set(texts) };
}

/**
 * The fork's table with what the base knows better: each column that holds no answer of a model is the base's, for the
 * same ids. Refused, with how many: ids that only one of them has, and labels that differ.
 */
export function labelsFrom(
  base: BaseRows,
  fork: Table,
  { roles, slices }: Reading,
  answers: (name: string) => boolean,
): Table {
  const { id } = presentRoles(fork, roles, slices);
  const ids = id === undefined ? undefined : fork.columns.get(id);
  if (ids === undefined) throw new Refused('other rows', 'it has no ids');
  const pairing = pairUp(ids, base.ids);
  const { onlyOwn, onlyOther } = pairing;
  if (describeLone(pairing, 'the base') !== null)
    throw new Refused('other rows', `${onlyOther.count} ids are missing and ${onlyOwn.count} are new`);
  const places = inverse(pairing.own, pairing.other);
  const columns = [...fork.columns].map(([name, column]): [string, Column] => {
    const known = base.table.columns.get(name);
    if (known === undefined || answers(name)) return [name, column];
    const theirs = gatherColumn(known, places);
    demandSame(column, theirs, fork.rows);
    return [name, theirs];
  });
  return { ...fork, columns: new Map(columns) };
}

/** Of each row of the fork the row of the base. */
function inverse(own: Uint32Array, other: Uint32Array): Uint32Array {
  const places = new Uint32Array(own.length);
  own.forEach((row, at) => {
    places[row] = other[at] ?? 0;
  });
  return places;
}

/** A label, slice or weight that the fork tells otherwise is no oversight. */
function demandSame(own: Column, theirs: Column, rows: number): void {
  let count = 0;
  for (let row = 0; row < rows; row++) if (textAt(own, row) !== textAt(theirs, row)) count++;
  if (count > 0) throw new Refused('other labels', `${count} of ${rows} rows differ`);
}
