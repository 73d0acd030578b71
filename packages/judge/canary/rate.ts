import { binomialUpTo } from '../distribution/binomial.ts';
import { normalTail } from '../distribution/normal.ts';

/** Events, and what they were counted in: errors in 10,000 requests, restarts in 60 minutes. */
export interface Count {
  readonly events: number;
  readonly exposure: number;
}

type Way = 'above' | 'below';

/**
 * One-sided p of two rates of rare events, exact: were the first `times` the second, each of all events would be of
 * the first side with a known chance (Przyborowski and Wilenski 1940). Rates of events that are not rare, such as
 * half of all requests, make it cautious. 1 without any event.
 */
export function ratioChance(way: Way, one: Count, other: Count, times = 1): number {
  const all = one.events + other.events;
  const weight = one.exposure * times;
  const share = weight / (weight + other.exposure);
  if (all === 0) return 1;
  return way === 'above' ? 1 - upTo(one.events - 1, all, share) : upTo(one.events, all, share);
}

function upTo(events: number, all: number, share: number): number {
  return binomialUpTo(Math.floor(events), Math.round(all), share);
}

/**
 * One-sided p of two rates, were the first the second and `more`: the score test, its variance from the likeliest
 * rates that lie so far apart (Ng and Tang 2005, Statistics in Medicine 24).
 */
export function differenceChance(way: Way, one: Count, other: Count, more: number): number {
  const [tx, ty] = [one.exposure, other.exposure];
  const sum = tx + ty;
  const half = sum * more - one.events - other.events;
  const root = Math.sqrt(Math.max(0, half * half + 4 * sum * other.events * more));
  const low = Math.max((root - half) / (2 * sum), 0, -more);
  const variance = (low + more) / tx + low / ty;
  const distance = one.events / tx - other.events / ty - more;
  if (variance <= 0) return (way === 'above' ? distance > 0 : distance < 0) ? 0 : 1;
  return normalTail(((way === 'above' ? 1 : -1) * distance) / Math.sqrt(variance));
}
