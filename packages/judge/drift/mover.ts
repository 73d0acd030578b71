import type { Scale } from './profile/scale.ts';
import { cellName, dateText, shortNumber } from './wording.ts';

/** A category or a range of values whose share has changed. Shares are of the rows that hold a value. */
export interface Mover {
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** So many categories are named. */
const SHOWN = 3;

/**
 * What moved most: the categories whose shares changed most, or of numbers the range that gained most and the range
 * that lost most (as TensorFlow Data Validation names the category with the largest difference).
 */
export function moversOf(scale: Scale, before: readonly number[], now: readonly number[]): Mover[] {
  const all = before.map((share, cell) => ({
    what: cellName(scale, cell),
    before: share,
    now: now[cell] ?? 0,
  }));
  const found = 'cuts' in scale ? stretches(scale, before, now) : all;
  return found
    .filter((one) => one.before !== one.now)
    .sort((one, other) => Math.abs(other.now - other.before) - Math.abs(one.now - one.before))
    .slice(0, SHOWN);
}

type Cut = Extract<Scale, { readonly cuts: readonly number[] }>;

/** The stretch of cells that gained most, and the one that lost most. */
function stretches(scale: Cut, before: readonly number[], now: readonly number[]): Mover[] {
  return [1, -1].flatMap((sign) => {
    const gains = before.map((share, cell) => sign * ((now[cell] ?? 0) - share));
    const [from, to] = largestSum(gains);
    const sum = (shares: readonly number[]) =>
      shares.slice(from, to + 1).reduce((all, share) => all + share, 0);
    return sign * (sum(now) - sum(before)) > 0
      ? [{ what: rangeName(scale, from, to), before: sum(before), now: sum(now) }]
      : [];
  });
}

/** First and last place of the stretch with the largest sum (Kadane 1984). */
function largestSum(gains: readonly number[]): readonly [number, number] {
  let best = { sum: Number.NEGATIVE_INFINITY, from: 0, to: 0 };
  let [sum, from] = [0, 0];
  gains.forEach((gain, to) => {
    if (sum <= 0) [sum, from] = [0, to];
    sum += gain;
    if (sum > best.sum) best = { sum, from, to };
  });
  return [best.from, best.to];
}

function rangeName({ kind, cuts }: Cut, from: number, to: number): string {
  const spelled = (value: number | undefined) =>
    kind === 'date' ? dateText(value ?? 0) : shortNumber(value ?? 0);
  const unit = kind === 'text' ? ' characters' : '';
  const [low, high] = [cuts[from - 1], cuts[to]];
  if (low === undefined && high === undefined) return 'all values';
  if (low === undefined) return `below ${spelled(high)}${unit}`;
  if (high === undefined) return `above ${spelled(low)}${unit}`;
  return low === high ? `${spelled(low)}${unit}` : `${spelled(low)} to ${spelled(high)}${unit}`;
}
