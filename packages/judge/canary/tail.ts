import { percentileOf } from '../kayenta/percentile.ts';
import { fresh, type Room } from '../room.ts';
import { chanceAbove, noiseBetween } from './noise.ts';
import type { Sides } from './shift.ts';

/** What lies beyond the baseline's tail on the side that is bad. */
export interface Tail {
  readonly side: 'increase' | 'decrease';
  /** the baseline's 95th or 5th percentile, and the margin */
  readonly beyond: number;
  readonly experiment: number;
  readonly control: number;
  /** one-sided: were the shares `floor` apart */
  readonly p: number;
}

const QUANTILE = { increase: 95, decrease: 5 } as const;

/**
 * The second look, at spread and tails: how many more points of the canary than of the baseline lie beyond the
 * baseline's 95th (5th) percentile, moved by what is allowed. A wider spread around the same middle, and a few points
 * far out, move no median; they do move this. `allowed` maps the percentile to the limit; `floor`: a difference of
 * shares that counts.
 */
export function tailOf(
  { experiment, control, paired, room = fresh }: Sides,
  side: Tail['side'],
  allowed: (percentile: number) => number,
  floor: number,
): Tail {
  const beyond = allowed(percentileOf(control.sorted, QUANTILE[side]));
  const [one, other] = [
    outOf(experiment.values, side, beyond, room),
    outOf(control.values, side, beyond, room),
  ];
  const [shareX, shareY] = [share(one), share(other)];
  if (shareX - shareY <= floor) return { side, beyond, experiment: shareX, control: shareY, p: 1 };
  const noise = noiseBetween(one, other, paired, room);
  return {
    side,
    beyond,
    experiment: shareX,
    control: shareY,
    p: chanceAbove(shareX - shareY - floor, noise),
  };
}

/** 1 where a point lies beyond, else 0. */
function outOf(values: Float64Array, side: Tail['side'], beyond: number, room: Room): Float64Array {
  const out = room(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    out[at] = Number(side === 'increase' ? value > beyond : value < beyond);
  }
  return out;
}

function share(out: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < out.length; at++) sum += out[at] ?? 0;
  return sum / out.length;
}
