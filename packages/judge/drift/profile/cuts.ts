import { endsOf, type Piece, piecesOf } from './piece.ts';

/** Cells of equally many rows. */
const CELLS = 40;

/** No cell of numbers holds fewer rows of the reference, so that none can be read off it. */
const LEAST = 5;

/**
 * Where the cells of a column of numbers begin and end, from the reference's finite values: about 40 cells of equally
 * many rows, and towards both ends ever smaller shares of the rows, each half of the one before. The first and the
 * last cut are the range. A value that has a cell's share by itself is a cell of its own and stands twice.
 */
export function cutsOf(values: Float64Array): number[] {
  const [low, high] = endsOf(values);
  if (values.length === 0) return [];
  const most = values.length / (CELLS * 4);
  // no -0, which is another bit and no other number
  return placed(piecesOf(values, most, [low, high]), values.length, low, high).map((cut) => cut + 0);
}

function placed(pieces: readonly Piece[], rows: number, low: number, high: number): number[] {
  const wanted = sharesWanted(rows);
  const cuts = [low];
  let [before, since, next] = [0, 0, 0];
  const passed = () => {
    while (next < wanted.length && before / rows >= (wanted[next] ?? 1)) next++;
  };
  for (const [at, piece] of pieces.entries()) {
    const { from, to, count } = piece;
    before += count;
    since += count;
    if (isSpecial(piece, rows)) {
      if (cuts.at(-1) !== from) cuts.push(from);
      cuts.push(from);
      since = 0;
      passed();
      continue;
    }
    const following = pieces[at + 1];
    if (following === undefined || isSpecial(following, rows)) continue;
    if (before / rows < (wanted[next] ?? 1) || since < LEAST || rows - before < LEAST) continue;
    const middle = (to + following.from) / 2;
    const cut = middle > to ? middle : following.from;
    if (cut <= (cuts.at(-1) ?? low) || cut >= high) continue;
    cuts.push(cut);
    since = 0;
    passed();
  }
  if (cuts.at(-1) !== high) cuts.push(high);
  return cuts;
}

/** One value with as many rows as a cell. */
function isSpecial({ from, to, count }: Piece, rows: number): boolean {
  return from === to && count >= Math.max(LEAST, rows / CELLS);
}

/** Shares of the rows below each cut, ascending. */
function sharesWanted(rows: number): number[] {
  const inner = Array.from({ length: CELLS - 1 }, (_, at) => (at + 1) / CELLS);
  const tails: number[] = [];
  for (let tail = 1 / CELLS / 2; tail * rows >= LEAST; tail /= 2) tails.push(tail);
  return [...tails.toReversed(), ...inner, ...tails.map((tail) => 1 - tail)];
}
