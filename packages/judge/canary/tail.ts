import { percentileOf } from '../kayenta/percentile.ts';
import { chanceAbove, noiseOf, noiseOfBoth } from './noise.ts';
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
  { experiment, control, paired }: Sides,
  side: Tail['side'],
  allowed: (percentile: number) => number,
  floor: number,
): Tail {
  const beyond = allowed(percentileOf(control.sorted, QUANTILE[side]));
  const isOut = (value: number) => Number(side === 'increase' ? value > beyond : value < beyond);
  const [one, other] = [experiment.values.map(isOut), control.values.map(isOut)];
  const [shareX, shareY] = [share(one), share(other)];
  if (shareX - shareY <= floor) return { side, beyond, experiment: shareX, control: shareY, p: 1 };
  const noise = paired ? noiseOf(one.map((value, at) => value - (other[at] ?? 0))) : noiseOfBoth(one, other);
  return {
    side,
    beyond,
    experiment: shareX,
    control: shareY,
    p: chanceAbove(shareX - shareY - floor, noise),
  };
}

function share(out: Float64Array): number {
  return out.reduce((sum, value) => sum + value, 0) / out.length;
}
