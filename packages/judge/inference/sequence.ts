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

/** The bounds so far, of values from 0 to 1. */
class Bounds {
  readonly #doubt: number;
  #bets = 0;
  #weighted = 0;
  #spread = 0;
  #squares = 0;
  count = 0;
  sum = 0;
  low = 0;
  high = 1;

  constructor(confidence: number) {
    this.#doubt = Math.log(2 / (1 - confidence));
  }

  add(unit: number): void {
    const guess = (0.5 + this.sum) / (this.count + 1);
    const variance = (0.25 + this.#squares) / (this.count + 1);
    const count = ++this.count;
    const bet = Math.min(GREATEST, Math.sqrt((2 * this.#doubt) / (variance * count * Math.log(1 + count))));
    this.#bets += bet;
    this.#weighted += bet * unit;
    this.#spread += (unit - guess) ** 2 * (-Math.log1p(-bet) - bet);
    this.sum += unit;
    this.#squares += (unit - (0.5 + this.sum) / (count + 1)) ** 2;
    const half = (this.#doubt + this.#spread) / this.#bets;
    this.low = Math.max(this.low, this.#weighted / this.#bets - half);
    this.high = Math.min(this.high, this.#weighted / this.#bets + half);
  }
}

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
  const bounds = new Bounds(confidence);
  const scaled = (at: number) => least + at * (greatest - least);
  for (const value of values) {
    bounds.add((value - least) / (greatest - least));
    const { count, sum, low, high } = bounds;
    yield { count, mean: scaled(sum / count), interval: [scaled(low), scaled(high)] };
  }
}

/** Where the sequence has come to with the last of values between 0 and 1; 0 to 1 where there is none. */
export function sequenceEnd(values: Float64Array, confidence: number): Interval {
  const bounds = new Bounds(confidence);
  for (let at = 0; at < values.length; at++) bounds.add(values[at] ?? 0);
  return [bounds.low, bounds.high];
}
