import { studentQuantile } from '../distribution/student.ts';
import { differenceAt, medianDifference } from '../kayenta/difference.ts';
import { fresh, type Room } from '../room.ts';
import { chanceAbove, type Noise, noiseBetween } from './noise.ts';
import { placements, superiority } from './placement.ts';

/** One side of a metric: in the order of time, and sorted. */
export interface Side {
  readonly values: Float64Array;
  readonly sorted: Float64Array;
}

/** Both sides; where they are paired, point by point of the same time. */
export interface Sides {
  readonly experiment: Side;
  readonly control: Side;
  readonly paired: boolean;
  /** for what is counted on the way */
  readonly room?: Room;
}

/** How far the canary lies above the baseline. */
export interface Shift {
  /** Hodges and Lehmann: the median of all differences */
  readonly estimate: number;
  readonly noise: Noise;
  /** two-sided, its ends differences that exist; null where so few independent points set no limits */
  interval(confidence: number): readonly [number, number] | null;
  /** one-sided: how likely so great (`above`) or so small (`below`) a shift is, were the true one `margin` */
  p(side: 'above' | 'below', margin: number): number;
}

/**
 * The shift of the canary against the baseline, by the Mann-Whitney statistic U / (m n), the chance that a canary
 * value is the larger. Its noise is taken from the placements of either side in the other, moved together by the
 * estimate (as Fligner and Policello 1981: unequal spread does no harm), as a series in time: so autocorrelation
 * counts, and what both sides have in common at a time cancels where they are paired. The limits are the differences
 * at the ranks m n (1/2 -+ t s), as without autocorrelation (Hollander and Wolfe 1999, 4.3).
 */
export function shiftOf({ experiment, control, paired, room = fresh }: Sides): Shift {
  const [x, y] = [experiment.sorted, control.sorted];
  const estimate = medianDifference(x, y, room);
  const above = placements(experiment.values, y, estimate, room);
  const below = placements(control.values, x, -estimate, room);
  const noise = noiseBetween(above, below, paired, room);
  return {
    estimate,
    noise,
    interval(confidence) {
      const all = x.length * y.length;
      const wide = studentQuantile((1 + confidence) / 2, noise.freedom) * Math.sqrt(noise.variance);
      const rank = Math.min(Math.ceil(all / 2), Math.floor(all * (0.5 - wide)) + 1);
      if (rank < 1) return null;
      return [differenceAt(x, y, rank, room), differenceAt(x, y, all + 1 - rank, room)];
    },
    p(side, margin) {
      const distance = noise.variance > 0 ? superiority(x, y, margin) - 0.5 : estimate - margin;
      return chanceAbove(side === 'above' ? distance : -distance, noise);
    },
  };
}

/** Up to this change of scale the noise of U stays the same to 2 %. */
const NEAR = 1.5;

/** The shift against `times` (over 0) the baseline: the baseline is random too. */
export function scaledShift(sides: Sides, shift: Shift, times: number): Pick<Shift, 'p'> {
  const { room = fresh } = sides;
  const sorted = multiplied(sides.control.sorted, times, room);
  if (shift.noise.variance === 0 || times > NEAR || times < 1 / NEAR) {
    return shiftOf({ ...sides, control: { values: multiplied(sides.control.values, times, room), sorted } });
  }
  return {
    p(side, margin) {
      const distance = superiority(sides.experiment.sorted, sorted, margin) - 0.5;
      return chanceAbove(side === 'above' ? distance : -distance, shift.noise);
    },
  };
}

function multiplied(values: Float64Array, times: number, room: Room): Float64Array {
  const found = room(values.length);
  for (let at = 0; at < values.length; at++) found[at] = (values[at] ?? 0) * times;
  return found;
}
