import { Mistake } from '#kit/outcome';
import type { Clock } from './clock.ts';
import { type Names, Newcomers } from './newcomers.ts';
import type { Profile, ProfiledColumn } from './profile.ts';
import type { Tally } from './tally.ts';

/**
 * The profile of two parts together: that of the whole, bit for bit, in whatever order parts come together, since all
 * of it is sums of whole numbers, ends of ranges and names. Mistake: the parts were counted on other frames.
 */
export function merged(one: Profile, other: Profile): Profile {
  if (frameText(one) !== frameText(other)) throw otherFrame();
  const clock = one.clock === null || other.clock === null ? null : both(one.clock, other.clock);
  const places = (from: Profile) => (clock?.keys ?? []).map((key) => from.clock?.keys.indexOf(key) ?? -1);
  const [left, right] = [places(one), places(other)];
  return {
    schema: one.schema,
    rows: one.rows + other.rows,
    clock,
    columns: one.columns.map(({ name, scale, tally }, at) => ({
      name,
      scale,
      tally: together({ tally, places: left }, { tally: other.columns[at]?.tally ?? tally, places: right }),
    })),
    extra: [...new Set([...one.extra, ...other.extra])].sort(),
  };
}

function otherFrame(): Mistake {
  const what = 'is of another frame than the one it is to be added to';
  const remedy = 'Profile all parts on the frame of one reference.';
  return new Mistake({ subject: 'profile', what, remedy });
}

function frameText({ schema, clock, columns }: Profile): string {
  const frame = columns.map(({ name, scale }: ProfiledColumn) => [name, scale]);
  return JSON.stringify([schema, clock?.width ?? null, frame]);
}

function both(one: Clock, other: Clock): Clock {
  const keys = [...new Set([...one.keys, ...other.keys])].sort((a, b) => a - b);
  return { width: one.width, keys };
}

interface Part {
  readonly tally: Tally;
  /** for each block of the whole: its place in this part; -1: it has none */
  readonly places: readonly number[];
}

function together(one: Part, other: Part): Tally {
  const counts = added(one.tally.counts, other.tally.counts);
  const nothing = counts.map(() => 0);
  const block = ({ tally, places }: Part, at: number) => tally.blocks[places[at] ?? -1] ?? nothing;
  return {
    counts,
    range: widest(one.tally.range, other.tally.range),
    unseen: joined(one.tally.unseen, other.tally.unseen),
    blocks: one.places.map((_, at) => added(block(one, at), block(other, at))),
  };
}

function added(one: readonly number[], other: readonly number[]): number[] {
  return one.map((count, at) => count + (other[at] ?? 0));
}

function widest(one: Tally['range'], other: Tally['range']): Tally['range'] {
  if (one === null || other === null) return one ?? other;
  return [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

function joined(one: Names, other: Names): Names {
  const all = new Newcomers();
  for (const [name, count] of [...one, ...other]) all.add(name, count);
  return all.finish();
}
