import { meanOf } from '../kayenta/moments.ts';
import { chanceAbove, noiseOfBoth } from './noise.ts';

/** Two means of series that stand each for itself, in the order of time. */
export interface MeanContrast {
  readonly one: number;
  readonly other: number;
  /** one-sided: how likely the first lies so far above, were both the same; autocorrelation counted in */
  readonly p: number;
}

export function meansApart(one: Float64Array, other: Float64Array): MeanContrast {
  const [first, second] = [meanOf(one), meanOf(other)];
  return { one: first, other: second, p: chanceAbove(first - second, noiseOfBoth(one, other)) };
}
