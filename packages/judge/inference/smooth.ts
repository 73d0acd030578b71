import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import type { Examples } from './examples.ts';
import { type Footing, isArea } from './floor.ts';
import { pullsOf, spreadOfPulls } from './influence.ts';
import { type Judged, judgedBySpread } from './judged.ts';
import type { Spread } from './spread.ts';
import { paddedWhereFew } from './unseen.ts';

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
  const seen = paddedWhereFew(of(pulls), one, other, apart, footing.n);
  const method = isArea(measure) && one.groups === null ? ' (DeLong)' : '';
  return judgedBySpread(
    `paired, influence functions${method}`,
    values[0] - times * values[1],
    steadied(seen, measure, values, measure.direction === 'lower-is-better' ? rowsIn(one) : footing.n),
  );
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
