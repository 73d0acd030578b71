/** Finds the cell of a number. */
export type Finder = (value: number) => number;

/** Entries of the table that says where to begin to look. */
const ENTRIES = 2048;

/**
 * Cells of ascending cuts: 0 below the first, `cuts.length` above the last, between them one from each cut up to the
 * next. The last cut belongs to the cell before it; a value that stands twice has the cell between.
 */
export function finderOf(cuts: readonly number[]): Finder {
  const edges = Float64Array.from(cuts);
  const count = edges.length;
  const [low, high] = [edges[0] ?? 0, edges[count - 1] ?? 0];
  const scale = high > low ? (ENTRIES - 1) / (high - low) : 0;
  // for each part of the range: how many cuts lie surely at or below it
  const starts = startsOf(edges, low, scale);
  return (value) => {
    if (value < low) return 0;
    if (value > high) return count;
    const part = ((value - low) * scale) | 0;
    let [above, most] = [starts[part] ?? 0, starts[part + 1] ?? count];
    while (above < most) {
      const middle = (above + most) >> 1;
      if ((edges[middle] ?? 0) <= value) above = middle + 1;
      else most = middle;
    }
    const at = edges[above - 1];
    return at === value && (above === count || edges[above - 2] === value) ? above - 1 : above;
  };
}

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
