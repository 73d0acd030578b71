import { isTable } from '#metrics/reader/extension';
import { readTable } from '#metrics/reader/reader';
import { asText, type Column, type Table } from '#metrics/table';
import { type Digest, digestOf } from '#record/digest';
import { gathered } from '#source/joined';
import type { Served } from '#source/served';
import { declared } from '../dataset.ts';
import type { Scene } from '../scene.ts';
import type { MonitorPlan } from './wish.ts';

/** Rows of a file of the evaluation's data, those that were evaluated. */
interface EvaluatedRows {
  readonly file: string;
  readonly digest: Digest;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The one file of the evaluation's data that holds the evaluated ids, with the columns the log has too. */
export async function evaluatedRows(
  { data, roles }: MonitorPlan,
  ids: Column,
  current: Served,
  scene: Scene,
): Promise<EvaluatedRows | string> {
  const { files } = scene.host;
  const wanted = new Set(asText(ids).values);
  const id = roles.id ?? 'id';
  const names = new Set([id, ...current.features.keys()]);
  const found: EvaluatedRows[] = [];
  const looked: string[] = [];
  for (const { path } of data.map((entry) => declared(entry, scene))) {
    for (const file of (await filesAt(path, files)).filter(isTable)) {
      looked.push(file);
      const bytes = await files.bytes(file);
      const table = await readTable(bytes, file, names).catch(() => null);
      const rows = table === null ? null : rowsWith(table, id, wanted);
      if (table === null || rows === null || rows.length === 0) continue;
      const columns = new Map(
        [...table.columns].filter(([name]) => name !== id && current.features.has(name)),
      );
      if (columns.size === 0) continue;
      const kept = new Map([...columns].map(([name, column]) => [name, gathered(column, rows)]));
      found.push({ file, digest: digestOf(bytes), rows: rows.length, columns: kept });
    }
  }
  const [best] = found.toSorted((one, other) => other.rows - one.rows);
  if (best !== undefined) return best;
  if (data.length === 0) return 'the section evaluate names no data';
  return looked.length === 0
    ? `no file of rows lies in the data of the evaluation (${data.join(', ')})`
    : `none of ${looked.slice(0, 5).join(', ')} holds the evaluated ids and columns of the log; name a file under reference`;
}

/** The file that lies there, or all files below the folder. */
async function filesAt(path: string, files: Scene['host']['files']): Promise<readonly string[]> {
  const kind = await files.exists(path);
  if (kind === 'file') return [path];
  if (kind !== 'folder') return [];
  return (await files.list(path)).map((one) => `${path.replace(/\/+$/, '')}/${one.path}`);
}

function rowsWith(table: Table, id: string, wanted: ReadonlySet<string>): Uint32Array | null {
  const column = table.columns.get(id);
  if (column === undefined) return null;
  const { codes, values } = asText(column);
  const known = values.map((value) => wanted.has(value));
  const rows: number[] = [];
  codes.forEach((code, row) => {
    if (known[code] === true) rows.push(row);
  });
  return Uint32Array.from(rows);
}
