import { asText, type Column } from './table.ts';

/** Fewer rows than this are sorted by comparison: clearing the counts of a radix sort would cost more. */
const FEW = 20_000;

/** The half of a double in memory that holds its low bits. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** The rows in the order of their values, smallest first, equal ones as they stand. No value is NaN. */
export function ascending(values: Float64Array): Uint32Array {
  const rows = new Uint32Array(values.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  if (rows.length < FEW) return rows.sort((one, other) => compared(values, one, other) || one - other);
  return byDigits(values, rows);
}

function compared(values: Float64Array, one: number, other: number): number {
  return (values[one] ?? 0) - (values[other] ?? 0);
}

/** Keys with the row that each is of, in the order of the passes so far. */
interface Keyed {
  readonly halves: Uint32Array;
  readonly rows: Uint32Array;
}

/** Radix sort by 16 bits of the double at a time; with the sign turned over, doubles order as whole numbers do. */
function byDigits(values: Float64Array, rows: Uint32Array): Uint32Array {
  const halves = new Uint32Array(values.slice().buffer);
  for (let at = 0; at < halves.length; at += 2) {
    const [low, high] = [at + LOW, at + 1 - LOW];
    const negative = (halves[high] ?? 0) >>> 31 === 1;
    if (negative) halves[low] = ~(halves[low] ?? 0);
    halves[high] = (halves[high] ?? 0) ^ (negative ? 0xffffffff : 0x80000000);
  }
  let from: Keyed = { halves, rows };
  let to: Keyed = { halves: new Uint32Array(halves.length), rows: new Uint32Array(rows.length) };
  for (const half of [LOW, 1 - LOW])
    for (const shift of [0, 16]) if (moved(from, to, half, shift)) [from, to] = [to, from];
  return from.rows;
}

/** One pass, that reads in order; false, and nothing moved, where all rows have the same digit. */
function moved(from: Keyed, to: Keyed, half: number, shift: number): boolean {
  const { halves, rows } = from;
  const starts = new Uint32Array(65_537);
  for (let at = half; at < halves.length; at += 2) {
    const next = (((halves[at] ?? 0) >>> shift) & 0xffff) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  if (starts[(((halves[half] ?? 0) >>> shift) & 0xffff) + 1] === rows.length) return false;
  for (let at = 1; at < starts.length; at++) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
  for (let at = 0; at < rows.length; at++) {
    const digit = ((halves[2 * at + half] ?? 0) >>> shift) & 0xffff;
    const place = starts[digit] ?? 0;
    to.rows[place] = rows[at] ?? 0;
    to.halves[2 * place] = halves[2 * at] ?? 0;
    to.halves[2 * place + 1] = halves[2 * at + 1] ?? 0;
    starts[digit] = place + 1;
  }
  return true;
}

/** The rows in the order of their ids: numbers by size, text by code unit. Null where they stand so already. */
export function idOrder(ids: Column): Uint32Array | null {
  const keys = ids.kind === 'number' ? ids.values : ranks(ids);
  let sorted = true;
  for (let row = 1; row < keys.length && sorted; row++) sorted = (keys[row - 1] ?? 0) <= (keys[row] ?? 0);
  return sorted ? null : ascending(keys);
}

function ranks(ids: Column): Float64Array {
  const { codes, values } = asText(ids);
  const ordered = Uint32Array.from(values, (_, code) => code).sort((one, other) =>
    (values[one] ?? '') < (values[other] ?? '') ? -1 : 1,
  );
  const rankOf = new Float64Array(values.length);
  ordered.forEach((code, rank) => {
    rankOf[code] = rank;
  });
  return Float64Array.from(codes, (code) => rankOf[code] ?? -1);
}
