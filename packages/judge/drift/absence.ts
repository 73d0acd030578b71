import type { Random } from '#kit/random';
import { evidenceOf } from './evidence/evidence.ts';
import { total } from './evidence/exchange.ts';
import { EMPTY, ODD } from './profile/layout.ts';
import type { Tally } from './profile/tally.ts';

/** How much the share of cells without a value of the column's kind has changed: empty, or words among numbers. */
export interface Absence {
  readonly change: number;
  /** the chance of it, by exchanged rows over two cells; null: each cell has a value on both sides */
  readonly p: number | null;
}

export function absenceOf(reference: Tally, current: Tally, random: Random): Absence {
  const [one, other] = [filledOrNot(reference.counts), filledOrNot(current.counts)];
  const change = apart(one, other);
  if ((one[0] ?? 0) + (other[0] ?? 0) === 0) return { change, p: null };
  const blocks = reference.blocks.map(filledOrNot);
  return { change, p: evidenceOf({ reference: one, current: other, blocks }, apart, random).p };
}

function filledOrNot(counts: readonly number[]): Float64Array {
  const without = (counts[EMPTY] ?? 0) + (counts[ODD] ?? 0);
  return Float64Array.of(without, total(counts) - without);
}

/** The difference of the shares in the first cell. */
function apart(one: Float64Array, other: Float64Array): number {
  const share = (counts: Float64Array) => (counts[0] ?? 0) / Math.max(1, total(counts));
  return Math.abs(share(one) - share(other));
}
