/** Entries of the table that says where to begin to look. */
const ENTRIES = 8192;

/**
 * The cell of each value by ascending cuts: 0 below the first, `cuts.length` above the last, between them one from
 * each cut up to the next. The last cut belongs to the cell before it; a value that stands twice has the cell between.
 * `first` is added to each cell; what is no finite number is `nowhere`.
 */
export function cellsIn(
  cuts: readonly number[],
  values: Float64Array,
  { first, nowhere }: { readonly first: number; readonly nowhere: number },
): Int16Array {
  const edges = Float64Array.from(cuts);
  const count = edges.length;
  const [low, high] = [edges[0] ?? 0, edges[count - 1] ?? 0];
  const scale = high > low ? (ENTRIES - 1) / (high - low) : 0;
  const starts = startsOf(edges, low, scale);
  const takesBack = backsOf(edges);
  const cells = new Int16Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    if (value >= low && value <= high) {
      const part = ((value - low) * scale) | 0;
      let above = starts[part] ?? 0;
      let most = starts[part + 1] ?? 0;
      while (above < most) {
        const middle = (above + most) >> 1;
        if ((edges[middle] ?? 0) <= value) above = middle + 1;
        else most = middle;
      }
      // reckoned, not branched: whether a value is a cut is hard to guess
      cells[row] = first + above - (Number(edges[above - 1] === value) & (takesBack[above] ?? 0));
    } else if (Number.isFinite(value)) cells[row] = first + (value < low ? 0 : count);
    else cells[row] = nowhere;
  }
  return cells;
}

/** Whether a cut, of which it is known how many are up to it, belongs to the cell before: the last, and what stands twice. */
function backsOf(edges: Float64Array): Uint8Array {
  const backs = new Uint8Array(edges.length + 1);
  for (let above = 1; above <= edges.length; above++)
    backs[above] = Number(above === edges.length || edges[above - 2] === edges[above - 1]);
  return backs;
}

/** For each part of the range: how many cuts lie surely below it. */
function startsOf(edges: Float64Array, low: number, scale: number): Uint16Array {
  const starts = new Uint16Array(ENTRIES + 1);
  const parts = edges.map((edge) => ((edge - low) * scale) | 0);
  let sure = 0;
  for (let part = 0; part <= ENTRIES; part++) {
    while (sure < edges.length && (parts[sure] ?? 0) < part) sure++;
    starts[part] = sure;
  }
  return starts;
}
