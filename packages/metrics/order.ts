import { rises } from './extent.ts';
import { dealt, leadingBits } from './radix.ts';
import { asText, type Column } from './table.ts';

/** Fewer rows than this are sorted by comparison: clearing the counts of a radix sort would cost more. */
const FEW = 200;

/** Runs up to this length are put in order one by one. */
const SHORT = 32;

/** What of an entry is the row; the bit above is its mark. */
const ROW = 0x7fffffff;

/** Rows by rising value, equal ones as they stand. */
export interface Ordered {
  readonly rows: Uint32Array;
  /** for the row at each place: MARKED if it is, and FRESH if its value is not that of the place before */
  readonly flags: Uint8Array;
}

export const MARKED = 1;
export const FRESH = 2;

/** The rows in the order of their values, smallest first, equal ones as they stand. No value is NaN. */
export function ascending(values: Float64Array): Uint32Array {
  return ordered(values).rows;
}

/**
 * As `ascending`, with flags. A radix sort by 32 bits of the values tells nearly all rows apart and takes the marks
 * along; only rows that agree in these bits have their values looked up again, which is what costs time.
 */
export function ordered(values: Float64Array, marks: Uint8Array | null = null): Ordered {
  const entries = new Uint32Array(values.length);
  for (let row = 0; row < entries.length; row++) entries[row] = marks?.[row] === 1 ? row | ~ROW : row;
  const flags = new Uint8Array(values.length);
  if (standInOrder(values)) {
    settle(entries, flags, values, 0, entries.length);
    return unmarked(entries, flags);
  }
  if (values.length < FEW) {
    entries.sort((one, other) => compared(values, one & ROW, other & ROW));
    settle(entries, flags, values, 0, entries.length);
    return unmarked(entries, flags);
  }
  const { entries: rows, keys } = dealt(leadingBits(values), entries);
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const key = keys[start];
    for (end = start + 1; end < rows.length && keys[end] === key; ) end++;
    if (end === start + 1) flags[start] = FRESH;
    else settle(rows, flags, values, start, end);
  }
  return unmarked(rows, flags);
}

function standInOrder(values: Float64Array): boolean {
  for (let row = 1; row < values.length; row++)
    if (!((values[row - 1] ?? 0) <= (values[row] ?? 0))) return false;
  return true;
}

function compared(values: Float64Array, one: number, other: number): number {
  return (values[one] ?? 0) - (values[other] ?? 0) || one - other;
}

/** Puts rows from `start` to `end` in order that agree in the bits by which they were sorted, and flags them. */
function settle(
  rows: Uint32Array,
  flags: Uint8Array,
  values: Float64Array,
  start: number,
  end: number,
): void {
  if (flagged(rows, flags, values, start, end)) return;
  if (end - start > SHORT) sortApart(rows, values, start, end);
  else insert(rows, values, start, end);
  flagged(rows, flags, values, start, end);
}

/** Flags the rows from `start` to `end`; false where they do not stand in order. */
function flagged(rows: Uint32Array, flags: Uint8Array, values: Float64Array, start: number, end: number) {
  let before = Number.NaN;
  for (let at = start; at < end; at++) {
    const value = values[(rows[at] ?? 0) & ROW] ?? 0;
    if (value < before) return false;
    flags[at] = value === before ? 0 : FRESH;
    before = value;
  }
  return true;
}

function sortApart(rows: Uint32Array, values: Float64Array, start: number, end: number): void {
  const own = rows.slice(start, end);
  const order = ascending(Float64Array.from(own, (entry) => values[entry & ROW] ?? 0));
  for (let at = 0; at < own.length; at++) rows[start + at] = own[order[at] ?? 0] ?? 0;
}

function insert(rows: Uint32Array, values: Float64Array, start: number, end: number): void {
  for (let at = start + 1; at < end; at++) {
    const entry = rows[at] ?? 0;
    const value = values[entry & ROW] ?? 0;
    let to = at;
    for (; to > start && (values[(rows[to - 1] ?? 0) & ROW] ?? 0) > value; to--) rows[to] = rows[to - 1] ?? 0;
    rows[to] = entry;
  }
}

/** Takes the marks from the entries into the flags. */
function unmarked(entries: Uint32Array, flags: Uint8Array): Ordered {
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] ?? 0;
    flags[at] = (flags[at] ?? 0) | (entry >>> 31);
    entries[at] = entry & ROW;
  }
  return { rows: entries, flags };
}

/** The rows in the order of their ids: numbers by size, text by code unit. Null where they stand so already. */
export function idOrder(ids: Column): Uint32Array | null {
  const keys = ids.kind === 'number' ? ids.values : ranks(ids);
  return rises(keys) || standInOrder(keys) ? null : ascending(keys);
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
