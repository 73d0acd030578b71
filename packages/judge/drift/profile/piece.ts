/** A stretch of numbers of a column, and how many rows it holds. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Cells of one grid. */
const GRID = 4096;

/** So few values are sorted. */
const FEW = 4096;

/** Beyond so many grids within each other values are sorted, however many they are. */
const DEEPEST = 6;

/**
 * Finite numbers as ascending stretches of at most `most` rows each, unless one value alone has more. Grids within
 * grids: a column of a million rows takes a few passes instead of being sorted. The order of rows changes nothing.
 */
export function piecesOf(values: Float64Array, most: number, depth = 0): Piece[] {
  const [low, high] = endsOf(values);
  if (values.length === 0) return [];
  if (low === high) return [{ from: low, to: high, count: values.length }];
  const scale = (GRID - 1) / (high - low);
  if (values.length <= FEW || depth === DEEPEST || !(scale > 0 && scale < Number.MAX_VALUE))
    return sortedPieces(values);
  return gridPieces(values, { low, scale, most, depth });
}

/** The smallest and the largest. */
export function endsOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** A piece a distinct value. */
function sortedPieces(values: Float64Array): Piece[] {
  const sorted = values.slice().sort();
  const pieces: Piece[] = [];
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] ?? 0;
    const start = at;
    while (at < sorted.length && sorted[at] === value) at++;
    pieces.push({ from: value, to: value, count: at - start });
  }
  return pieces;
}

interface Grid {
  readonly low: number;
  readonly scale: number;
  readonly most: number;
  readonly depth: number;
}

function gridPieces(values: Float64Array, { low, scale, most, depth }: Grid): Piece[] {
  const counts = new Uint32Array(GRID);
  for (let row = 0; row < values.length; row++) {
    const cell = (((values[row] ?? 0) - low) * scale) | 0;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const dense = densePieces(values, counts, { low, scale, most, depth });
  const pieces: Piece[] = [];
  counts.forEach((count, cell) => {
    if (count === 0) return;
    const inner = dense.get(cell);
    if (inner !== undefined) for (const piece of inner) pieces.push(piece);
    else pieces.push({ from: low + cell / scale, to: low + (cell + 1) / scale, count });
  });
  return pieces;
}

/** Cells of the grid that hold too much, each looked at again. */
function densePieces(values: Float64Array, counts: Uint32Array, { low, scale, most, depth }: Grid) {
  const places = new Int32Array(GRID).fill(-1);
  const inside: Float64Array[] = [];
  counts.forEach((count, cell) => {
    if (count > most) places[cell] = inside.push(new Float64Array(count)) - 1;
  });
  const filled = new Uint32Array(inside.length);
  for (let row = 0; inside.length > 0 && row < values.length; row++) {
    const value = values[row] ?? 0;
    const place = places[((value - low) * scale) | 0] ?? -1;
    const to = inside[place];
    if (to === undefined) continue;
    const at = filled[place] ?? 0;
    to[at] = value;
    filled[place] = at + 1;
  }
  return new Map(
    [...places.entries()]
      .filter(([, place]) => place >= 0)
      .map(([cell, place]) => [cell, piecesOf(inside[place] ?? new Float64Array(), most, depth + 1)]),
  );
}
