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
export function piecesOf(
  values: Float64Array,
  most: number,
  [low, high] = endsOf(values),
  depth = 0,
): Piece[] {
  if (values.length === 0) return [];
  if (low === high) return [{ from: low, to: high, count: values.length }];
  const scale = (GRID - 1) / (high - low);
  if (values.length <= FEW || depth === DEEPEST || !(scale > 0 && scale < Number.MAX_VALUE))
    return sortedPieces(values);
  return gridPieces(values, { low, scale, most, depth });
}

/** The smallest and the largest finite number. */
export function endsOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
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

/** Cells of the grid that hold too much: a single value, or each looked at again. */
function densePieces(values: Float64Array, counts: Uint32Array, grid: Grid): Map<number, Piece[]> {
  const dense = [...counts.keys()].filter((cell) => (counts[cell] ?? 0) > grid.most);
  if (dense.length === 0) return new Map();
  const [lows, highs] = endsWithin(values, grid);
  const isOne = (cell: number) => lows[cell] === highs[cell];
  const inside = copied(
    values,
    grid,
    new Map(dense.filter((cell) => !isOne(cell)).map((cell) => [cell, counts[cell] ?? 0])),
  );
  return new Map(
    dense.map((cell) => {
      const [low, high] = [lows[cell] ?? 0, highs[cell] ?? 0];
      const one = { from: low, to: high, count: counts[cell] ?? 0 };
      const part = inside.get(cell);
      return [cell, part === undefined ? [one] : piecesOf(part, grid.most, [low, high], grid.depth + 1)];
    }),
  );
}

/** The smallest and the largest value of each cell of a grid. */
function endsWithin(values: Float64Array, { low, scale }: Grid): readonly [Float64Array, Float64Array] {
  const lows = new Float64Array(GRID).fill(Number.POSITIVE_INFINITY);
  const highs = new Float64Array(GRID).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    const cell = ((value - low) * scale) | 0;
    if (value < (lows[cell] ?? 0)) lows[cell] = value;
    if (value > (highs[cell] ?? 0)) highs[cell] = value;
  }
  return [lows, highs];
}

/** The values of some cells, of which it is known how many there are. */
function copied(
  values: Float64Array,
  { low, scale }: Grid,
  counts: ReadonlyMap<number, number>,
): ReadonlyMap<number, Float64Array> {
  const parts = new Map([...counts].map(([cell, count]) => [cell, new Float64Array(count)]));
  if (parts.size === 0) return parts;
  const byCell = Array.from({ length: GRID }, (_, cell) => parts.get(cell) ?? null);
  const filled = new Uint32Array(GRID);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    const cell = ((value - low) * scale) | 0;
    const part = byCell[cell] ?? null;
    if (part === null) continue;
    const at = filled[cell] ?? 0;
    part[at] = value;
    filled[cell] = at + 1;
  }
  return parts;
}
