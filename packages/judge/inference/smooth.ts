import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import type { Examples } from './examples.ts';
import { type Footing, isArea } from './floor.ts';
import { pullsOf, spreadOfPulls } from './influence.ts';
import { type Judged, judgedBySpread } from './judged.ts';
import type { Spread } from './spread.ts';

/**
 * Judges the difference of two values by that of their influence functions, row by row or group by group: what moves
 * both models alike is no noise. Null where the measure has none.
 */
export function judgedByInfluence(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
  values: readonly [number, number],
  footing: Footing,
): Judged | null {
  const [mine, theirs] = [pullsOf(measure, one), pullsOf(measure, other)];
  if (mine === null || theirs === null) return null;
  const of = (pulls: Float64Array) => spreadOfPulls(measure, pulls, one, footing);
  const pulls = new Float64Array(mine.length);
  for (let row = 0; row < pulls.length; row++) pulls[row] = (mine[row] ?? 0) - times * (theirs[row] ?? 0);
  const apart = () => {
    const unrelated = of(mine).standardError ** 2 + (times * of(theirs).standardError) ** 2;
    return unrelated > 0 ? unrelated : width(measure) ** 2 / footing.n;
  };
  const seen = fewChanged(one, other) ? padded(of(pulls), apart(), footing.n) : of(pulls);
  const method = isArea(measure) && one.groups === null ? ' (DeLong)' : '';
  return judgedBySpread(
    `paired, influence functions${method}`,
    values[0] - times * values[1],
    steadied(seen, measure, values, measure.direction === 'lower-is-better' ? rowsIn(one) : footing.n),
  );
}

/** Changed rows from which on their own spread tells enough. */
const CHANGED = 30;
/** As in Tango's interval without a discordant pair: half of it is 3.84 / n. */
const UNSEEN = 3.84;

/** Where few rows changed, others that would change have not been seen: their spread is that of unrelated models. */
function padded(spread: Spread, apart: number, n: number): Spread {
  return { ...spread, standardError: Math.sqrt(spread.standardError ** 2 + (UNSEEN * apart) / n) };
}

/**
 * A value near 0 or 1 looks surer than it is, most of all when it is there by chance. As of a proportion with two more
 * rows, one of which hits (Agresti and Caffo, The American Statistician 54 (2000), 280-288), so of any measure between
 * 0 and 1: the variance grows as value (1 - value) does.
 */
export function steadied(
  spread: Spread,
  { range: [least, greatest] }: Measure,
  values: readonly number[],
  n: number,
): Spread {
  if (least !== 0 || greatest !== 1) return spread;
  const growth = values.map((value) => {
    const steady = (value * n + 1) / (n + 2);
    return value > 0 && value < 1 ? (steady * (1 - steady)) / (value * (1 - value)) : 1;
  });
  return { ...spread, standardError: spread.standardError * Math.sqrt(Math.max(1, ...growth)) };
}

/** Of the range, for where neither model errs; of an unbounded measure nothing is known there. */
function width({ range: [least, greatest] }: Measure): number {
  return Number.isFinite(greatest - least) ? greatest - least : 0;
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
