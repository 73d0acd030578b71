import { CELLS } from './profile/layout.ts';
import type { ProfiledColumn } from './profile/profile.ts';
import type { Tally } from './profile/tally.ts';

/** Counts of both sides in the same cells, and of the reference's blocks of time. */
export interface Sides {
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly blocks: readonly Float64Array[];
}

/** The counts of a tally's cells. */
export function valuesOf({ counts }: Pick<Tally, 'counts'>): Float64Array {
  return Float64Array.from(counts.slice(CELLS));
}

/**
 * Both sides of a column. Each new category is a cell of its own: taken together in one they would be a cell that is
 * empty in the reference because it was chosen so, and any sample of many rare categories would look strange.
 */
export function sidesOf({ scale, tally: before }: ProfiledColumn, now: Tally): Sides {
  const [reference, current] = [valuesOf(before), valuesOf(now)];
  const blocks = before.blocks.map((counts) => valuesOf({ counts }));
  const { unseen } = now;
  if (!('names' in scale) || unseen.length === 0) return { reference, current, blocks };
  const others = scale.names.length;
  const named = unseen.reduce((sum, [, count]) => sum + count, 0);
  const apart = Float64Array.of(...current, ...unseen.map(([, count]) => count));
  // new names that were too many to be kept are left out
  apart[others] = scale.limit === null ? 0 : (current[others] ?? 0) - named;
  const wider = (counts: Float64Array) => Float64Array.of(...counts, ...unseen.map(() => 0));
  return { reference: wider(reference), current: apart, blocks: blocks.map(wider) };
}
