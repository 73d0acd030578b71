import type { Random } from '#kit/random';
import { drawOf } from './draw.ts';
import { type Moments, Squares } from './squares.ts';

/** How far two sides lie apart, by their counts in the same cells; never below 0. */
export type Distance = (reference: Float64Array, current: Float64Array) => number;

/** What a distance is where only chance is at work. */
export interface Exchange {
  /** the chance of a distance as large */
  readonly p: number;
  readonly draws: number;
  /** draws that lie as far apart */
  readonly exceeding: number;
  /** of the squared distance */
  readonly moments: Moments;
}

/** As many draws tell most columns apart from chance; the others get the more. */
const DRAWS = 999;
const MORE_DRAWS = 19_999;

/** As soon as so many draws lie as far apart, chance is a likely reason (Besag and Clifford 1991). */
const ENOUGH = 30;

/** Fewer exceeding draws say little about how small p is. */
const FEW = 10;

/** Below this no further draw would change what is decided. */
const HOPELESS = 1e-9;

/**
 * Is the current side what a block of its size would be, drawn from all rows, with the rest as the reference? If the
 * rows of both sides come from one distribution, each such draw is as likely as what was observed: p is the share of
 * draws that lie as far apart (a permutation test, exact whatever the distribution). Where fewer than 10 do, there are
 * 19,999 draws instead of 999, and p is read off the tail that fits their squared distances.
 */
export function exchanged(
  reference: Float64Array,
  current: Float64Array,
  distance: Distance,
  random: Random,
): Exchange {
  const observed = distance(reference, current) ** 2;
  const next = squaresOf(reference, current, distance, random);
  const seen = new Squares(observed);
  while (seen.draws < DRAWS && seen.exceeding < ENOUGH) seen.add(next());
  const close = () => seen.exceeding < FEW && seen.tail() > HOPELESS;
  if (seen.draws === DRAWS && close())
    while (seen.draws < MORE_DRAWS && seen.exceeding < ENOUGH) seen.add(next());
  const { draws, exceeding } = seen;
  const known = { draws, exceeding, moments: seen.moments() };
  if (exceeding >= ENOUGH) return { p: exceeding / draws, ...known };
  const p = (exceeding + 1) / (draws + 1);
  return { p: exceeding >= FEW ? p : Math.min(p, seen.tail()), ...known };
}

/** Squared distances of random draws of the current size from the rows of both sides, one a call. */
function squaresOf(
  reference: Float64Array,
  current: Float64Array,
  distance: Distance,
  random: Random,
): () => number {
  const pool = reference.map((count, cell) => count + (current[cell] ?? 0));
  const [m, n] = [total(reference), total(current)];
  const draw = drawOf(pool, Math.min(m, n), random);
  const [small, large] = [new Float64Array(pool.length), new Float64Array(pool.length)];
  return () => {
    draw(small);
    for (let cell = 0; cell < pool.length; cell++) large[cell] = (pool[cell] ?? 0) - (small[cell] ?? 0);
    return (n <= m ? distance(large, small) : distance(small, large)) ** 2;
  };
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < counts.length; at++) sum += counts[at] ?? 0;
  return sum;
}
