import { rowsIn } from '#metrics/measure/cases';
import type { Examples } from './examples.ts';
import type { Spread } from './spread.ts';

/** Changed rows from which on their own spread tells enough. */
const CHANGED = 30;
/** As in Tango's interval without a discordant pair: half of it is 3.84 / n. */
const UNSEEN = 3.84;

/**
 * Where two models answer differently on few rows, others that would change have not been seen: their spread is that of
 * unrelated models, whose variance `apart` tells.
 */
export function paddedWhereFew(
  spread: Spread,
  one: Examples,
  other: Examples,
  apart: () => number,
  n: number,
): Spread {
  if (!fewChanged(one, other)) return spread;
  return { ...spread, standardError: Math.sqrt(spread.standardError ** 2 + (UNSEEN * apart()) / n) };
}

/** Whether the two models answer differently on fewer rows than would tell. */
function fewChanged(one: Examples, other: Examples): boolean {
  const { answers } = one;
  const rows = rowsIn(one);
  let changed = 0;
  for (let row = 0; row < rows && changed < CHANGED; row++)
    for (let at = row; at < answers.length; at += rows)
      if (answers[at] !== other.answers[at]) {
        changed++;
        break;
      }
  return changed < CHANGED;
}
