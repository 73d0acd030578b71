/** A cell of a column: a number or a category. */
export type Cell = number | string;

export type Kind = 'num' | 'cat';

/** Both sides of a column, cleaned. */
export interface Sides {
  readonly kind: Kind;
  readonly reference: readonly Cell[];
  readonly current: readonly Cell[];
}

/** Infinite becomes NaN and NaN goes, on each side (judge.md 7.1). */
export function cleaned(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => typeof cell === 'string' || Number.isFinite(cell));
}

export function distinctOf({ reference, current }: Sides): Set<Cell> {
  return new Set([...reference, ...current]);
}

/** How often each cell occurs. */
export function countsOf(cells: readonly Cell[]): Map<Cell, number> {
  const counts = new Map<Cell, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return counts;
}

/** Ascending. */
export function sortedNumbers(cells: readonly Cell[]): Float64Array {
  return Float64Array.from(cells, Number).sort();
}

/** Numbers by size, words by code point, numbers first. */
export function sortedCells(cells: Iterable<Cell>): Cell[] {
  return [...cells].sort((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  });
}
