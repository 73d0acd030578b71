import type { Badge } from './badge.ts';
import { cut, pad, widthOf } from './cell.ts';
import { type Paint, paint } from './paint.ts';
import { loggable } from './visible.ts';

/** A column of text, its cells below its header. */
export interface TextColumn {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** never cut: numbers with the word that says what they mean */
  readonly whole?: boolean;
  /** it may be left out where there is no room, those of the highest number first */
  readonly spare?: number;
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
export function listing(columns: readonly TextColumn[], painted: Paint, widest = WIDEST): string[] {
  const parts = columns.map((column, index) => {
    const width = columnWidth(column, widest);
    // nothing stands behind the last one that would need the room
    const last = index === columns.length - 1 && column.align === 'left';
    return shown(column, widest).map((cell, row) => {
      const filled = last ? cell : pad(cell, width, column.align);
      const tone = row === 0 ? null : (column.tones?.[row - 1] ?? null);
      return tone === null ? filled : painted(tone, filled);
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

/**
 * A listing that is no wider than `room`, where that is known: columns that may be are left out, and named in a line
 * below.
 */
export function listingWithin(columns: readonly TextColumn[], room: number | undefined): string[] {
  const kept = [...columns];
  const left: TextColumn[] = [];
  for (
    let most = mostSpare(kept);
    listingWidth(kept) > (room ?? Infinity) && most !== null;
    most = mostSpare(kept)
  )
    left.push(...kept.splice(kept.indexOf(most), 1));
  const names = left.map(({ header }) => header).join(', ');
  const told = left.length === 0 ? [] : [`Left out, for want of room: ${names}. --json has all.`];
  return [...listing(kept, paint(false)), ...told];
}

function mostSpare(columns: readonly TextColumn[]): TextColumn | null {
  const spare = columns.filter((column) => column.spare !== undefined);
  return spare.toSorted((one, other) => (other.spare ?? 0) - (one.spare ?? 0))[0] ?? null;
}

function shown({ header, cells, whole }: TextColumn, widest: number): string[] {
  return [header, ...cells].map((cell) => (whole ? loggable(cell) : cut(loggable(cell), widest, '…')));
}
