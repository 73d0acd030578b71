/** Runs up to this length are put in order one by one. */
const SHORT = 32;

/** So many cells' ends stay in the cache. */
const MOST_CELLS = 4096;

/**
 * Puts values[from, to) in order, smallest first; none is NaN. Each value is dealt into the cell where it would lie if
 * all were spread evenly, and cells are put in order by themselves (Neubert, The Flashsort1 Algorithm, Dr. Dobb's
 * Journal 1998): a few steps a value. Where they lie so unevenly that a cell holds more than half of them, the engine's
 * own sort does it; so it is n log n at worst. `room` is at least as long as they are many.
 */
export function flashsort(values: Float64Array, from: number, to: number, room: Float64Array): void {
  if (to - from > SHORT) {
    const ends = dealt(values, from, to, room);
    if (ends === null) {
      values.subarray(from, to).sort();
      return;
    }
    let start = from;
    for (const size of ends) {
      const end = from + size;
      if (end - start > SHORT) flashsort(values, start, end, room);
      start = end;
    }
  }
  insert(values, from, to);
}

/** Deals the values into cells, and says where each ends, counted from `from`. Null: they lie too unevenly. */
function dealt(values: Float64Array, from: number, to: number, room: Float64Array): Uint32Array | null {
  let least = values[from] ?? 0;
  let most = least;
  for (let at = from; at < to; at++) {
    const value = values[at] ?? 0;
    room[at - from] = value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const count = to - from;
  if (least === most) return Uint32Array.of();
  const cells = Math.min(MOST_CELLS, count);
  const perUnit = (cells - 1) / (most - least); // 0 where the difference is beyond all doubles
  const ends = new Uint32Array(cells);
  for (let at = 0; at < count; at++) {
    const cell = (((room[at] ?? 0) - least) * perUnit) | 0;
    ends[cell] = (ends[cell] ?? 0) + 1;
  }
  let before = 0;
  for (let cell = 0; cell < cells; cell++) {
    const size = ends[cell] ?? 0;
    if (2 * size > count) return null;
    ends[cell] = before;
    before += size;
  }
  for (let at = 0; at < count; at++) {
    const value = room[at] ?? 0;
    const cell = ((value - least) * perUnit) | 0;
    const place = ends[cell] ?? 0;
    ends[cell] = place + 1;
    values[from + place] = value;
  }
  return ends;
}

function insert(values: Float64Array, from: number, to: number): void {
  for (let at = from + 1; at < to; at++) {
    const value = values[at] ?? 0;
    let place = at;
    for (; place > from && (values[place - 1] ?? 0) > value; place--) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
}
