import { cut, pad, widthOf } from './cell.ts';
import { loggable } from './visible.ts';

/**
 * Lines of equal columns. Names (the first column, and the second where it is `Slice`) share the room that the
 * numbers leave of `room` columns and are cut; numbers never are.
 */
export function grid(
  header: readonly string[],
  rows: readonly string[][],
  room: number,
  mark: string,
): string[] {
  const table = [header, ...rows].map((cells) => cells.map(loggable));
  const natural = header.map((_, column) => Math.max(...table.map((cells) => widthOf(cells[column] ?? ''))));
  const names = header[1] === 'Slice' ? 2 : 1;
  const fixed = natural.slice(names).reduce((sum, width) => sum + width + 2, 0);
  const widths = [
    ...shares(natural.slice(0, names), room - fixed - 2 * (names - 1)),
    ...natural.slice(names),
  ];
  return table.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const align = column < names || header[column] === '' ? 'left' : 'right';
        return pad(column < names ? cut(cell, width, mark) : cell, width, align);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Divides room between one or two columns: who needs less than half gets what it needs. */
function shares([first = 0, second]: readonly number[], room: number): number[] {
  if (second === undefined) return [Math.max(8, Math.min(first, room))];
  if (first + second <= room) return [first, second];
  const half = Math.floor(room / 2);
  const least = second <= half ? second : first <= half ? room - first : half;
  return [Math.max(8, room - least), Math.max(5, least)];
}
