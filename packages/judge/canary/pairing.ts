import { fresh, type Room } from '../room.ts';
import type { Points } from './series.ts';
import type { Side } from './shift.ts';

/** Points as they are compared, in the order of time and sorted. */
export interface Compared extends Points, Side {}

/** Both sides as they are compared. */
export interface Pairing {
  readonly experiment: Compared;
  readonly control: Compared;
  /** point by point of the same time */
  readonly paired: boolean;
  /** points of either side without a partner, which are left out where the rest is paired */
  readonly alone: number;
  /** for what is counted on the way */
  readonly room: Room;
}

/** Of the shorter side; below it the sides are not paired, so that the others are not lost. */
const LEAST_SHARE = 0.5;

/** Pairs by time where both sides have it and at least half of the shorter one finds a partner. */
export function paired(experiment: Points, control: Points, room = fresh): Pairing {
  const apart = {
    experiment: compared(experiment, room),
    control: compared(control, room),
    paired: false,
    alone: 0,
    room,
  };
  const [one, other] = [experiment.times, control.times];
  if (one === null || other === null) return apart;
  if (areSame(one, other)) {
    return { ...apart, paired: one.length > 0 };
  }
  const [left, right] = common(one, other);
  if (left.length === 0 || left.length < LEAST_SHARE * Math.min(one.length, other.length)) return apart;
  const alone = one.length + other.length - 2 * left.length;
  return {
    experiment: compared(picked(experiment, left), room),
    control: compared(picked(control, right), room),
    paired: true,
    alone,
    room,
  };
}

function areSame(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** Places of the times that both have; both ascending. */
function common(one: Float64Array, other: Float64Array): readonly [number[], number[]] {
  const places: [number[], number[]] = [[], []];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const gap = (one[i] ?? 0) - (other[j] ?? 0);
    if (gap === 0) {
      places[0].push(i);
      places[1].push(j);
    }
    if (gap <= 0) i++;
    if (gap >= 0) j++;
  }
  return places;
}

function picked({ times, values, exposure, missing }: Points, places: readonly number[]): Points {
  const at = (from: Float64Array) => Float64Array.from(places, (place) => from[place] ?? Number.NaN);
  return {
    times: times === null ? null : at(times),
    values: at(values),
    exposure: exposure === null ? null : at(exposure),
    missing,
  };
}

function compared(points: Points, room: Room): Compared {
  const sorted = room(points.values.length);
  sorted.set(points.values);
  return { ...points, sorted: sorted.sort() };
}
