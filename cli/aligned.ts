import { pad, widthOf } from '#report/cell';
import { loggable } from '#report/visible';

/** Rows of cells as indented lines, each column as wide as its widest cell. */
export function aligned(rows: readonly string[][]): string[] {
  const cells = rows.map((row) => row.map(loggable));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  return cells.map((row) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, 'left')).join('  ')}`.trimEnd(),
  );
}
