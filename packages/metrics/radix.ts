/** The half of a double in memory that holds its low bits. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

const DIGIT = 11;
const DIGITS = 1 << DIGIT;

/** Entries by rising key, equal ones as they stood, and the keys in that order. */
export interface Dealt {
  readonly entries: Uint32Array;
  readonly keys: Uint32Array;
}

/** Radix sort by three digits of 11 bits, the last first; each entry goes with the key at its place. */
export function dealt(keys: Uint32Array, entries: Uint32Array): Dealt {
  const count = keys.length;
  let from: Dealt = { entries, keys };
  let spare: Dealt | null = null;
  for (let shift = 0; shift < 32; shift += DIGIT) {
    const starts = startsOf(keys, shift);
    if (starts === null) continue;
    const to = spare ?? { entries: new Uint32Array(count), keys: new Uint32Array(count) };
    move(from, to, starts, shift);
    spare = from.keys === keys ? null : from;
    from = to;
  }
  return from;
}

/** One pass, that reads in order. */
function move(from: Dealt, to: Dealt, starts: Uint32Array, shift: number): void {
  const { entries, keys } = from;
  const { entries: movedEntries, keys: movedKeys } = to;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0;
    const digit = (key >>> shift) & (DIGITS - 1);
    const place = starts[digit] ?? 0;
    starts[digit] = place + 1;
    movedEntries[place] = entries[at] ?? 0;
    movedKeys[place] = key;
  }
}

/** Where the keys of each digit begin; null where all have the same. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let at = 0; at < keys.length; at++) {
    const digit = ((keys[at] ?? 0) >>> shift) & (DIGITS - 1);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  let before = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = counts[digit] ?? 0;
    if (count === keys.length) return null;
    counts[digit] = before;
    before += count;
  }
  return counts;
}

/**
 * Of each value the 32 bits from the first one on in which the values differ, such that greater values have no
 * smaller keys: with the sign turned over, doubles order as whole numbers do. No value is NaN.
 */
export function leadingBits(values: Float64Array): Uint32Array {
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const keys = new Uint32Array(values.length);
  let [least, most] = [0xffffffff, 0];
  for (let row = 0; row < keys.length; row++) {
    const half = values[row] === 0 ? 0 : (halves[2 * row + 1 - LOW] ?? 0); // -0 is 0
    const key = (half ^ ((half >> 31) | 0x80000000)) >>> 0;
    keys[row] = key;
    if (key < least) least = key;
    if (key > most) most = key;
  }
  const shared = Math.clz32(most - least);
  if (shared === 0) return keys;
  for (let row = 0; row < keys.length; row++) {
    const sign = values[row] === 0 ? 0 : (halves[2 * row + 1 - LOW] ?? 0) >> 31;
    const low = ((halves[2 * row + LOW] ?? 0) ^ sign) >>> 0;
    keys[row] = shared === 32 ? low : (((keys[row] ?? 0) - least) << shared) | (low >>> (32 - shared));
  }
  return keys;
}
