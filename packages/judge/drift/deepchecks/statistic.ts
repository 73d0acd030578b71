import { cramersV, scaledDistance } from '../association.ts';
import { type Pairs, sizesOf } from './categories.ts';

/** A category that is absent on one side has this share for the stability index. */
const FLOOR = 0.01;

/** Values below this quantile of their own side, and above its mirror, do not count for the distance. */
const MARGIN = 0.025;

/** Earth mover's distance of sorted samples, each without its margins, in units of the range of what is left. */
export function earthMovers(reference: Float64Array, current: Float64Array, margin = MARGIN): number {
  return scaledDistance(withoutMargins(reference, margin), withoutMargins(current, margin));
}

function withoutMargins(sorted: Float64Array, margin: number): Float64Array {
  if (margin === 0) return sorted;
  const [low, high] = [quantile(sorted, margin), quantile(sorted, 1 - margin)];
  return sorted.filter((value) => value >= low && value <= high);
}

/** numpy's quantile, linear between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? below) - below);
}

/** Population stability index: sum (p - q) ln(p / q), shares of at least 0.01. */
export function stability(pairs: Pairs): number {
  const [m, n] = sizesOf(pairs);
  return pairs.reduce((sum, [before, now]) => {
    const [p, q] = [Math.max(before / m, FLOOR), Math.max(now / n, FLOOR)];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}

/**
 * Cramer's V, both sides brought to the size of the smaller and rounded. `balanced`: as if all categories were equally
 * frequent in the reference, one added to each count.
 */
export function association(pairs: Pairs, balanced = false): number {
  const raw = Math.min(...sizesOf(pairs));
  if (!balanced) return cramersV(rescaled(pairs, raw));
  const known = rescaled(pairs, raw, (count) => count).map(([before, now]): [number, number] => [
    before + 1,
    now + 1,
  ]);
  const size = Math.min(...sizesOf(known));
  return cramersV(
    rescaled(
      known.map(([before, now]) => [1, now / before]),
      size,
    ),
  );
}

function rescaled(pairs: Pairs, size: number, rounded = Math.round): [number, number][] {
  const [m, n] = sizesOf(pairs);
  return pairs.map(([before, now]) => [rounded((before / m) * size), rounded((now / n) * size)]);
}
