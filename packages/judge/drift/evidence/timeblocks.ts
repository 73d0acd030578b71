import type { Random } from '#kit/random';
import { betaBelow } from '../../distribution/beta.ts';
import type { Sides } from '../sides.ts';
import { type Distance, total } from './exchange.ts';
import type { Moments } from './squares.ts';

/** Of fewer blocks of time nothing can be said about how much they differ. */
export const LEAST_BLOCKS = 8;

const DRAWS = 199;

/**
 * The chance of a distance as large where whole blocks of time differ from each other. Blocks are drawn from the
 * reference until they hold as many rows as the current side, and set beside the rest of it; what their squared
 * distance has beyond that of exchanged rows is what blocks add. The observed square is then beside an F distribution:
 * mean and variance are those of exchanged rows plus the addition, taken as one chance shared by a block (one degree
 * of freedom); the degrees of freedom below are the blocks less one (Rao and Scott 1987; Thomas and Rao 1987).
 */
export function againstBlocks(
  { reference, current, blocks }: Sides,
  distance: Distance,
  rows: Moments,
  random: Random,
): number {
  const added = Math.max(0, addition({ reference, current, blocks }, distance, rows.mean, random));
  const mean = rows.mean + added;
  const variance = rows.variance + 2 * added * added;
  const observed = distance(reference, current) ** 2;
  if (mean === 0 || variance === 0) return observed > 0 ? 0 : 1;
  // a skew tail is that of fewer degrees of freedom
  const freedom = Math.min((2 * mean * mean) / variance, 8 / rows.skewness ** 2);
  return fisherTail(observed / mean, freedom, blocks.length - 1);
}

/** The mean of what whole blocks add to the squared distance of exchanged rows. */
function addition(
  { reference, current, blocks }: Sides,
  distance: Distance,
  mean: number,
  random: Random,
): number {
  const all = total(blocks.map(total));
  const wanted = total(current);
  const by = mean / spread(wanted, total(reference));
  const order = [...blocks];
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const taken = new Float64Array(reference.length);
    let [rows, count] = [0, 0];
    while (count < 1 || (rows < wanted && count < Math.floor(order.length / 2))) {
      const other = count + Math.floor(random() * (order.length - count));
      const block = order[other] ?? taken;
      [order[other], order[count]] = [order[count] ?? taken, block];
      block.forEach((number, cell) => {
        taken[cell] = (taken[cell] ?? 0) + number;
      });
      rows += total(block);
      count++;
    }
    const rest = wholeOf(order, count);
    const excess = distance(rest, taken) ** 2 - by * spread(rows, all - rows);
    sum += excess * (spread(count, order.length) / spread(count, order.length - count));
  }
  return sum / DRAWS;
}

function wholeOf(blocks: readonly Float64Array[], from: number): Float64Array {
  const sum = new Float64Array(blocks[0]?.length ?? 0);
  for (const block of blocks.slice(from))
    block.forEach((number, cell) => {
      sum[cell] = (sum[cell] ?? 0) + number;
    });
  return sum;
}

/** The variance of a difference of two means of so many, in units of one. */
function spread(one: number, other: number): number {
  return 1 / one + 1 / other;
}

/** The upper tail of the F distribution (Abramowitz and Stegun 26.6.2). */
function fisherTail(value: number, above: number, below: number): number {
  return betaBelow(below / (below + above * value), below / 2, above / 2);
}
