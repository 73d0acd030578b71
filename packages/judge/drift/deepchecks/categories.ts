import { type Counts, total } from '../counts.ts';

/** Counts of the same categories on both sides. */
export type Pairs = readonly (readonly [reference: number, current: number])[];

/** Categories below this share of the reference are one. */
const LEAST_SHARE = 0.01;

/**
 * Both sides beside each other. Categories that are rarer in the reference than `least` are taken together, and left
 * out if all of them are still rarer than that on both sides; 0 keeps each.
 */
export function pairsOf(reference: Counts, current: Counts, least = LEAST_SHARE): Pairs {
  const [m, n] = [total(reference), total(current)];
  const kept: [number, number][] = [];
  const rest: [number, number] = [0, 0];
  for (const name of new Set([...reference.keys(), ...current.keys()])) {
    const [before, now] = [reference.get(name) ?? 0, current.get(name) ?? 0];
    if (before / m >= least) kept.push([before, now]);
    else {
      rest[0] += before;
      rest[1] += now;
    }
  }
  const some = rest[0] + rest[1] > 0 && (rest[0] / m >= least || rest[1] / n >= least);
  return some ? [...kept, rest] : kept;
}

/** Totals of both sides. */
export function sizesOf(pairs: Pairs): readonly [number, number] {
  return [pairs.reduce((sum, [before]) => sum + before, 0), pairs.reduce((sum, [, now]) => sum + now, 0)];
}
