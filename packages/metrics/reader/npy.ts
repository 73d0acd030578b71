import type { Column, Table } from '../table.ts';
import { wholeOf } from './chunks.ts';
import { doubled, type Reader, said, unreadable } from './format.ts';
import { type Field, type Layout, layoutOf } from './npyheader.ts';
import { npyColumn } from './npyvalues.ts';
import { CutShort } from './packing.ts';

/**
 * An array that NumPy saved (NEP 1; formats 1.0 to 3.0). A structured array gives a column a field; one of a single
 * dimension is a column called like the file, one of two a column for each of its columns, `<name>_0` and on.
 */
export const readNpy: Reader = async (source, file, wanted) => {
  try {
    const name =
      file
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.npy.*$/i, '') ?? file;
    return tableOf(file, arrayColumns(await wholeOf(source), name, file), wanted);
  } catch (error) {
    if (error instanceof CutShort) throw error.of(file, null);
    throw error;
  }
};

/** A column that can be read, once it is wanted. */
export interface Readable {
  readonly name: string;
  readonly rows: number;
  readonly read: () => Column;
}

/** The columns of one array. Mistake: it is no such array, ends in the middle, or holds what no column holds. */
export function arrayColumns(bytes: Uint8Array, name: string, file: string): Readable[] {
  const layout = demandLayout(bytes, file);
  const { rows, wide, size, start } = layout;
  const whole = Math.floor((bytes.length - start) / (size * Math.max(wide ?? 1, 1)));
  if (bytes.length - start < rows * (wide ?? 1) * size) {
    const what = `is cut short: ${layout.columnwise ? '' : `it ends in row ${whole + 1} of ${rows}; `}its header says ${rows} rows`;
    throw unreadable(file, what, 'Save it again, and let the program end before it is read.');
  }
  const fields: readonly Field[] = layout.fields ?? [{ name: '', offset: 0, type: layout.type }];
  return Array.from({ length: wide ?? 1 }, (_, column) => column).flatMap((column) =>
    fields.map((field) => ({
      name: [layout.fields === null ? name : field.name, ...(wide === null ? [] : [column])].join('_'),
      rows,
      read: () => npyColumn(bytes, layout, column, field, file),
    })),
  );
}

function demandLayout(bytes: Uint8Array, file: string): Layout {
  try {
    return layoutOf(bytes);
  } catch (error) {
    const remedy = 'Save numbers, booleans or fixed text: np.save(path, array.astype(float)).';
    throw unreadable(file, `is not readable as NumPy's format: ${said(error)}`, remedy, undefined, error);
  }
}

/** Columns of one length beside each other, those that are wanted. Mistake: one is longer, or has another's name. */
export function tableOf(
  file: string,
  columns: readonly Readable[],
  wanted: ReadonlySet<string> | undefined,
): Table {
  const names = columns.map(({ name }) => name);
  const mixedUp = doubled(file, names);
  if (mixedUp !== null) throw mixedUp;
  const kept = columns.filter(({ name }) => wanted?.has(name) ?? true);
  const [first = columns[0]] = kept;
  const other = kept.find(({ rows }) => rows !== first?.rows);
  if (first !== undefined && other !== undefined) {
    const what = `holds ${first.rows} rows of ${first.name} and ${other.rows} of ${other.name}`;
    throw unreadable(file, what, 'Save arrays with an entry a row, and name those alone under columns.');
  }
  return {
    file,
    rows: first?.rows ?? 0,
    names,
    columns: new Map(kept.map(({ name, read }) => [name, read()])),
  };
}
