import type { Stats } from 'node:fs';

/**
 * What tells that a file has not changed. Times in milliseconds with the fraction the kernel gives (a double holds them
 * to a quarter of a microsecond); the ctime is the kernel's own and cannot be set back.
 */
export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export function stampOf({ size, mtimeMs, ctimeMs, ino }: Pick<Stats, keyof Stamp>): Stamp {
  return { size, mtimeMs, ctimeMs, ino };
}

export function sameStamp(one: Stamp, other: Stamp): boolean {
  return (
    one.size === other.size &&
    one.mtimeMs === other.mtimeMs &&
    one.ctimeMs === other.ctimeMs &&
    one.ino === other.ino
  );
}

/** Kernels stamp files by the tick, at most 10 ms; file systems without fractions of a second by up to two seconds. */
const TICK_MS = 100;
const COARSE_MS = 2_500;

/** Was the last change so long before the reading that another one would carry another time? */
export function isSettled({ mtimeMs, ctimeMs }: Pick<Stamp, 'mtimeMs' | 'ctimeMs'>, readAt: number): boolean {
  return before(mtimeMs, readAt) && before(ctimeMs, readAt);
}

function before(time: number, readAt: number): boolean {
  return time + (time % 1000 === 0 ? COARSE_MS : TICK_MS) < readAt;
}
