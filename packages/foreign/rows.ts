import { Mistake } from '#kit/outcome';
import { csvOf } from '#metrics/csv';
import { idProblem } from '#metrics/ids';
import type { Task } from '#metrics/measurement';
import { predictionsOf } from '#metrics/predictions';
import { readTable } from '#metrics/reader/reader';
import { CLASS_SCORES, PREDICTIONS, presentRoles, type Roles, starOf, wantedColumns } from '#metrics/roles';
import { type Column, distinctTexts, type Table } from '#metrics/table';
import { type BaseRows, labelsFrom } from './baserows.ts';
import { Names } from './cell.ts';
import { LIMIT } from './limit.ts';
import { demandPlainText } from './plaintext.ts';
import { Refused } from './refusal.ts';

/** How predictions are to be read; by mlops.yml of the base. */
export interface Reading {
  readonly task: Task;
  readonly roles: Roles;
  readonly slices: readonly string[];
  readonly positive: string | undefined;
}

/** A fork's predictions written anew: only columns that are read, only cells that may be shown. */
export interface Rows {
  readonly csv: string;
  readonly rows: number;
  readonly notes: readonly string[];
}

/**
 * Reads the predictions of a fork and writes them anew. Scores and predictions are the fork's; ids, labels, slices,
 * weights and groups are the base's where that keeps them, and have to be the same. Refused: what is no CSV in UTF-8,
 * does not fit what mlops.yml of the base says, or has other rows or labels than the base.
 */
export async function rowsOf(bytes: Uint8Array, reading: Reading, base: BaseRows | null): Promise<Rows> {
  demandPlainText(bytes);
  const table = await tableOf(bytes, reading);
  demandRows(table, reading);
  const merged = base === null ? table : labelsFrom(base, table, reading, (name) => answers(name, reading));
  const names = new Names(new Set([...(base?.texts ?? []), reading.positive ?? '']));
  const columns = [...merged.columns].map(([name, column]): [string, Column] => [
    name,
    shows(name, reading) ? renamed(column, names) : column,
  ]);
  const hidden = names.hidden;
  const notes =
    hidden === 0
      ? []
      : [`texts that only the fork has are not shown as they are but as value 1 and so on: ${hidden}`];
  return { csv: csvOf(columns, table.rows), rows: table.rows, notes };
}

async function tableOf(bytes: Uint8Array, { roles, slices }: Reading): Promise<Table> {
  try {
    return await readTable(bytes, 'predictions.csv', wantedColumns(roles, slices));
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const line = error.problems[0]?.at?.line;
    throw new Refused('no table', line === undefined ? undefined : `line ${line}`);
  }
}

/** Whether the rows can be judged, before anything that a reader says of them could be shown. */
function demandRows(table: Table, { task, roles, slices, positive }: Reading): void {
  if (table.rows === 0) throw new Refused('no rows');
  if (table.rows > LIMIT.rows) throw new Refused('many rows');
  const patterns = [roles.score ?? CLASS_SCORES, roles.prediction ?? PREDICTIONS, roles.label ?? 'label_*'];
  const named = [...table.columns.keys()].filter((name) =>
    patterns.some((one) => starOf(one, name) !== null),
  );
  const strange = new Names(new Set());
  for (const name of named) if (strange.of(name) !== name) throw new Refused('columns');
  const { id, label, prediction } = presentRoles(table, roles, slices);
  const ids = id === undefined ? undefined : table.columns.get(id);
  if (ids !== undefined && idProblem(ids, 'id', 'predictions.csv') !== null) throw new Refused('ids');
  const parting = task === 'binary' || task === 'multiclass' ? [label, prediction, ...slices] : slices;
  for (const name of parting) {
    const column = name === undefined ? undefined : table.columns.get(name);
    if (column !== undefined && distinctTexts(column).length > LIMIT.values) throw new Refused('many values');
  }
  try {
    predictionsOf(table, { task, columns: roles, slices, ...(positive === undefined ? {} : { positive }) });
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const column = error.problems.some(({ subject }) => /^(columns|slices)/.test(subject));
    throw new Refused(column ? 'columns' : 'cells');
  }
}

/** Does a column hold what the model said? Those are the fork's in any case. */
function answers(name: string, { roles }: Reading): boolean {
  const patterns = [roles.score ?? CLASS_SCORES, roles.prediction ?? PREDICTIONS];
  if (patterns.some((pattern) => starOf(pattern, name) !== null)) return true;
  return name === (roles.prediction ?? 'prediction') || name === (roles.score ?? 'score');
}

/** Does a report show cells of the column? Texts that are scored against each other are in none. */
function shows(name: string, { task, roles, slices }: Reading): boolean {
  if (slices.includes(name) || name === (roles.id ?? 'id')) return true;
  const classes = task === 'binary' || task === 'multiclass';
  return classes && (name === (roles.label ?? 'label') || name === (roles.prediction ?? 'prediction'));
}

function renamed(column: Column, names: Names): Column {
  if (column.kind === 'number') return column;
  return { ...column, values: column.values.map((text) => names.of(text)) };
}
