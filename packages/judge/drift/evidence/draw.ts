import type { Random } from '#kit/random';
import { hypergeometric } from './hypergeometric.ts';

/** Draws rows at random, without putting back, into `into`: how many of each cell. */
export type Draw = (into: Float64Array) => void;

/** A pool of so many rows is laid out one by one. */
const LAID_OUT = 2 ** 21;

/** So many rows a cell are drawn in the time of one hypergeometric number. */
const ROWS_A_CELL = 25;

/** `drawn` rows out of the pool, time and again: row by row where they are few, else cell by cell. */
export function drawOf(pool: Float64Array, drawn: number, random: Random): Draw {
  const all = pool.reduce((sum, count) => sum + count, 0);
  const byRow = drawn <= ROWS_A_CELL * pool.length && all <= LAID_OUT;
  return byRow ? rowwise(pool, all, drawn, random) : cellwise(pool, all, drawn, random);
}

/** The head of a shuffle (Fisher and Yates); the next draw shuffles on. */
function rowwise(pool: Float64Array, all: number, drawn: number, random: Random): Draw {
  const rows = new Uint16Array(all);
  let from = 0;
  pool.forEach((count, cell) => {
    rows.fill(cell, from, from + count);
    from += count;
  });
  return (into) => {
    into.fill(0);
    for (let at = 0; at < drawn; at++) {
      const other = at + Math.floor(random() * (all - at));
      const cell = rows[other] ?? 0;
      rows[other] = rows[at] ?? 0;
      rows[at] = cell;
      into[cell] = (into[cell] ?? 0) + 1;
    }
  };
}

function cellwise(pool: Float64Array, all: number, drawn: number, random: Random): Draw {
  return (into) => {
    let [left, wanted] = [all, drawn];
    for (let cell = 0; cell < pool.length; cell++) {
      const here = pool[cell] ?? 0;
      const count = here === 0 || wanted === 0 ? 0 : hypergeometric(here, left, wanted, random);
      into[cell] = count;
      left -= here;
      wanted -= count;
    }
  };
}
