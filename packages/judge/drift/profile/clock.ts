import type { Blocks } from './tally.ts';

/** Blocks of time: `width` milliseconds each, counted from 1970; the keys are those that hold rows, ascending. */
export interface Clock {
  readonly width: number;
  readonly keys: readonly number[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WIDTHS = [28 * DAY, 7 * DAY, DAY, 6 * 60 * MINUTE, 60 * MINUTE, 10 * MINUTE, MINUTE, 1000];

/** Time is cut so that the reference has at least so many blocks. */
const LEAST_BLOCKS = 20;

/** The widest usual stretch of time of which the reference has 20; null where it spans less than 20 seconds. */
export function widthOf(times: Float64Array): number | null {
  return WIDTHS.find((width) => new Set(keysOf(times, width)).size >= LEAST_BLOCKS) ?? null;
}

/** Which block each row lies in. Rows without a time lie in none. */
export function blocksOf(
  times: Float64Array,
  width: number,
): { readonly clock: Clock; readonly blocks: Blocks } {
  const all = keysOf(times, width);
  const keys = [...new Set(all)].sort((one, other) => one - other);
  const places = new Map(keys.map((key, at) => [key, at]));
  const of = Int32Array.from(times, (time) => places.get(Math.floor(time / width)) ?? -1);
  return { clock: { width, keys }, blocks: { of, count: keys.length } };
}

function* keysOf(times: Float64Array, width: number): Generator<number> {
  for (const time of times) if (Number.isFinite(time)) yield Math.floor(time / width);
}
