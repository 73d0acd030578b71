import type { Interval } from './proportion.ts';

/** A mean of bounded values that come one by one, and what holds of it at every moment at once. */
export interface Sequence {
  readonly count: number;
  readonly mean: number;
  /** the true mean lies in all of these intervals together with the confidence, however often one looks */
  readonly interval: Interval;
}

/** No bet is greater: the bound of the logarithm holds below 1. */
const GREATEST = 0.5;

/**
 * An anytime-valid confidence sequence of the mean of values between `range`'s ends: the predictable plug-in empirical
 * Bernstein bounds of Waudby-Smith and Ramdas (Journal of the Royal Statistical Society B 86 (2024), 1-27, theorem 2),
 * each intersected with those before it. One may look after every value, and stop when one likes.
 */
export function* sequenceOf(
  values: Iterable<number>,
  [least, greatest]: Interval,
  confidence: number,
): Generator<Sequence> {
  const doubt = Math.log(2 / (1 - confidence));
  let [count, sum, squares, bets, weighted, spread] = [0, 0, 0, 0, 0, 0];
  let [low, high] = [0, 1];
  for (const value of values) {
    const unit = (value - least) / (greatest - least);
    const guess = (0.5 + sum) / (count + 1);
    const variance = (0.25 + squares) / (count + 1);
    count++;
    const bet = Math.min(GREATEST, Math.sqrt((2 * doubt) / (variance * count * Math.log(1 + count))));
    bets += bet;
    weighted += bet * unit;
    spread += (unit - guess) ** 2 * (-Math.log1p(-bet) - bet);
    sum += unit;
    squares += (unit - (0.5 + sum) / (count + 1)) ** 2;
    const half = (doubt + spread) / bets;
    low = Math.max(low, weighted / bets - half);
    high = Math.min(high, weighted / bets + half);
    const scaled = (at: number) => least + at * (greatest - least);
    yield { count, mean: scaled(sum / count), interval: [scaled(low), scaled(high)] };
  }
}
