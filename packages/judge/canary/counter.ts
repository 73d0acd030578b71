import type { Room } from '../room.ts';
import { chanceAbove, type Noise, noiseBetween } from './noise.ts';
import type { Pairing } from './pairing.ts';
import { type Count, differenceChance, ratioChance } from './rate.ts';
import type { Points } from './series.ts';

type Way = 'above' | 'below';

/** How the rates of a counter lie on both sides. */
export interface RateContrast {
  readonly experiment: Count;
  readonly control: Count;
  /** of rates */
  readonly difference: number;
  readonly noise: Noise;
  interval(confidence: number): readonly [number, number];
  /** one-sided: were the canary's rate `times` the baseline's and `more` */
  p(side: Way, times: number, more: number): number;
}

/**
 * The rate of events by its exposure, canary less baseline. Two tests, and the more cautious of them decides: counts
 * as if events came one by one (exact for a ratio), which is right where they are few; and the points as a series in
 * time, which sees that events come in bursts or that a rate wanders.
 */
export function ratesOf({ experiment, control, paired, room }: Pairing): RateContrast {
  const [one, other] = [countOf(experiment), countOf(control)];
  const difference = rate(one) - rate(other);
  const noiseAt = (times: number) =>
    noiseBetween(scatter(experiment, one, 1, room), scatter(control, other, times, room), paired, room);
  const noise = noiseAt(1);
  const counted = (side: Way, times: number, more: number) => {
    if (more !== 0) return differenceChance(side, one, other, more);
    return ratioChance(side, one, other, times);
  };
  const p: RateContrast['p'] = (side, times, more) => {
    const distance = rate(one) - times * rate(other) - more;
    const scattered = chanceAbove(
      side === 'above' ? distance : -distance,
      times === 1 ? noise : noiseAt(times),
    );
    return Math.max(counted(side, times, more), scattered);
  };
  const step = Math.max(Math.abs(difference), 1 / Math.min(one.exposure, other.exposure));
  const interval: RateContrast['interval'] = (confidence) => {
    const rejected = (side: Way, more: number) => p(side, 1, more) <= (1 - confidence) / 2;
    return [
      difference - distanceTo(step, (far) => rejected('above', difference - far)),
      difference + distanceTo(step, (far) => rejected('below', difference + far)),
    ];
  };
  return { experiment: one, control: other, difference, noise, p, interval };
}

/** Where a test begins to reject: by doubling `step` until it does, then by halving. */
function distanceTo(step: number, rejected: (far: number) => boolean): number {
  let [near, far] = [0, step];
  while (!rejected(far) && far < step * 2 ** 40) [near, far] = [far, far * 2];
  for (let round = 0; round < 50; round++) {
    const middle = (near + far) / 2;
    if (rejected(middle)) far = middle;
    else near = middle;
  }
  return far;
}

function countOf({ values, exposure }: Points): Count {
  const sum = (all: Float64Array) => all.reduce((total, value) => total + value, 0);
  return { events: sum(values), exposure: exposure === null ? values.length : sum(exposure) };
}

function rate({ events, exposure }: Count): number {
  return events / exposure;
}

/**
 * By how much each point has more events than its exposure lets expect, by the mean exposure (the ratio estimator);
 * that `times` over.
 */
function scatter({ values, exposure }: Points, count: Count, times: number, room: Room): Float64Array {
  const [mean, expected] = [count.exposure / values.length, rate(count)];
  const found = room(values.length);
  for (let at = 0; at < values.length; at++)
    found[at] = (((values[at] ?? 0) - expected * (exposure?.[at] ?? 1)) / mean) * times;
  return found;
}
