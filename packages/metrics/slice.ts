import { asText, type Column } from './table.ts';

/** Rows that share a value, by their index. */
export interface Part {
  readonly value: string;
  readonly rows: Uint32Array;
}

/** What the rows whose cell is empty are called. */
const NO_VALUE = '(missing)';

/** Parts the rows by the value of a column: largest first, equal ones by value. A counting sort, O(rows). */
export function parts(column: Column): Part[] {
  const { codes, values } = asText(column);
  const counts = new Uint32Array(values.length + 1);
  const slot = (code: number) => (code < 0 ? values.length : code);
  for (const code of codes) counts[slot(code)] = (counts[slot(code)] ?? 0) + 1;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(values.length + 1);
  codes.forEach((code, row) => {
    const at = slot(code);
    const next = filled[at] ?? 0;
    const target = rows[at];
    if (target !== undefined) target[next] = row;
    filled[at] = next + 1;
  });
  return rows
    .map((own, at) => ({ value: values[at] ?? NO_VALUE, rows: own }))
    .filter((part) => part.rows.length > 0)
    .sort((one, other) => other.rows.length - one.rows.length || (one.value < other.value ? -1 : 1));
}

/** The entries of `values` at the given rows. */
export function gather(values: Float64Array, rows: Uint32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) gathered[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return gathered;
}

/** The cells of a column at the given rows. */
export function gatherColumn(column: Column, rows: Uint32Array): Column {
  if (column.kind === 'number') return { kind: 'number', values: gather(column.values, rows) };
  return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
}
