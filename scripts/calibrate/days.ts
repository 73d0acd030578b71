import { profileOf, profileOn } from '#judge/drift/profile/profile';
import { CHANCE, type Shift, shiftsOf } from '#judge/drift/shift';
import type { Column } from '#metrics/table';
import { type Cell, SLACK } from './cell.ts';
import { Draw, seedOf } from './draw.ts';

/** Days of a reference that differ from each other: the share of a number's variance that its day has. */
export interface Days {
  readonly share: number;
  readonly reference: number;
  readonly now: number;
  readonly rows: number;
}

export const DAYS: readonly Days[] = [0, 0.05, 0.3].flatMap((share) => [
  { share, reference: 30, now: 1, rows: 100 },
  { share, reference: 30, now: 7, rows: 100 },
  { share, reference: 90, now: 7, rows: 100 },
]);

const DAY = 24 * 60 * 60 * 1000;
const MOVE = 0.5;
const NOMINAL = 0.01;

/** A column whose days differ, beside days of the same kind: how often it counts as moved, and moved by half a deviation. */
export function daysCell({ share, reference, now, rows }: Days, trials: number): Cell {
  const what = `${share * 100} % of the variance by day`;
  const circumstances = `${now} ${now === 1 ? 'day' : 'days'} beside ${reference}`;
  let [likely, moved, found] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const random = new Draw(seedOf(`days ${what} ${circumstances}`, trial));
    const before = drawn(random, share, reference, rows, 0);
    const profile = profileOf(new Map([['x', before]]), timesOf(0, reference, rows));
    const shift = (by: number): Shift | undefined => {
      const column = drawn(random, share, now, rows, by);
      const current = profileOn(profile, new Map([['x', column]]), timesOf(reference, now, rows));
      return shiftsOf(profile, current, { seed: trial }).shifts[0];
    };
    const still = shift(0);
    likely += Number((still?.evidence.p ?? 1) <= CHANCE);
    moved += Number(still?.moved);
    found += Number(shift(MOVE)?.moved);
  }
  return {
    name: `drift, ${what}, ${circumstances}`,
    subject: what,
    circumstances,
    n: now * rows,
    bound: NOMINAL + SLACK,
    errors: {
      'moved though unchanged': { times: moved, trials },
      'p at most 1 %': { times: likely, trials },
    },
    powers: { 'moved by half a deviation': { times: found, trials } },
  };
}

function drawn(random: Draw, share: number, days: number, rows: number, by: number): Column {
  const [shared, single] = [Math.sqrt(share), Math.sqrt(1 - share)];
  let level = 0;
  const values = Float64Array.from({ length: days * rows }, (_, row) => {
    if (row % rows === 0) level = shared * random.normal();
    return level + single * random.normal() + by;
  });
  return { kind: 'number', values };
}

function timesOf(from: number, days: number, rows: number): Float64Array {
  return Float64Array.from({ length: days * rows }, (_, row) => (from + row / rows) * DAY);
}
