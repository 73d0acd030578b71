import type { Badge } from './badge.ts';
import { cut, pad, widthOf } from './cell.ts';
import type { Paint } from './paint.ts';
import { loggable } from './visible.ts';

/** A column of text, its cells below its header. */
export interface TextColumn {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** never cut: numbers with the word that says what they mean */
  readonly whole?: boolean;
  /** by row; nothing is coloured where there is none */
  readonly tones?: readonly (Badge['tone'] | null)[];
}

/** A cell is shown up to here; numbers and digests are shorter. */
export const WIDEST = 28;

/** Columns of a terminal between two. */
const GAP = 2;

/** How many columns of a terminal a listing takes. */
export function listingWidth(columns: readonly TextColumn[], widest = WIDEST): number {
  return columns.reduce((sum, column) => sum + columnWidth(column, widest) + GAP, -GAP);
}

function columnWidth(column: TextColumn, widest: number): number {
  return Math.max(...shown(column, widest).map(widthOf));
}

/** Lines of columns, the headers first; a cell that is wider than `widest` is cut. */
export function listing(columns: readonly TextColumn[], paint: Paint, widest = WIDEST): string[] {
  const parts = columns.map((column, index) => {
    const width = columnWidth(column, widest);
    // nothing stands behind the last one that would need the room
    const last = index === columns.length - 1 && column.align === 'left';
    return shown(column, widest).map((cell, row) => {
      const filled = last ? cell : pad(cell, width, column.align);
      const tone = row === 0 ? null : (column.tones?.[row - 1] ?? null);
      return tone === null ? filled : paint(tone, filled);
    });
  });
  const rows = Math.max(0, ...parts.map((cells) => cells.length));
  return Array.from({ length: rows }, (_, row) =>
    parts
      .map((cells) => cells[row] ?? '')
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function shown({ header, cells, whole }: TextColumn, widest: number): string[] {
  return [header, ...cells].map((cell) => (whole ? loggable(cell) : cut(loggable(cell), widest, '…')));
}
