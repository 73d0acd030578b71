import { type Column, ColumnBuilder, textAt } from '#metrics/table';
import { type LateLabels, sameLabel } from './labels.ts';
import type { Served } from './served.ts';

/** Answered requests of which the truth is known. */
export interface Joined {
  /** rows of the log, by their index */
  readonly rows: Uint32Array;
  /** one entry a row of `rows` */
  readonly label: Column;
  /** ids whose labels contradict each other, in the log or out of it: left out */
  readonly contradicting: readonly string[];
  /** late labels of ids the log does not have */
  readonly unknown: number;
}

/** Joins labels by id, the log's own and late ones. Of an id that was asked twice the last answer counts. */
export function joinLabels({ ids, label }: Served, late: LateLabels): Joined {
  const last = new Map(ids.map((id, row) => [id, row]));
  const rows: number[] = [];
  const labels = new ColumnBuilder();
  const contradicting: string[] = [];
  for (const [id, row] of last) {
    const [own, came] = [textAt(label, row), late.byId.get(id) ?? null];
    const differ = own !== null && came !== null && !sameLabel(own, came);
    if (differ || late.contradicting.has(id)) {
      contradicting.push(id);
      continue;
    }
    const truth = own ?? came;
    if (truth === null) continue;
    const number = Number(truth);
    labels.add(truth.trim() !== '' && String(number) === truth ? number : truth);
    rows.push(row);
  }
  const unknown = [...late.byId.keys(), ...late.contradicting].filter((id) => !last.has(id)).length;
  return { rows: Uint32Array.from(rows), label: labels.finish(), contradicting, unknown };
}

export { gatherColumn as gathered } from '#metrics/slice';
