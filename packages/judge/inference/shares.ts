import type { Measure, Share } from '#metrics/measure/measure';
import { binomialUpTo } from '../distribution/binomial.ts';
import { normalQuantile, normalTail } from '../distribution/normal.ts';
import { studentQuantile, studentTail } from '../distribution/student.ts';
import type { Examples } from './examples.ts';
import type { Judged } from './judged.ts';
import { type Count, scoreInterval, scoreOf } from './score.ts';

/**
 * Judges two proportions of the same rows: by Tango's score interval, at margin 0 by the exact test of McNemar (1947).
 * Rows of different weight are as many as equal ones would be that know as much. Null where each model counts rows of
 * its own, or where rows belong together.
 */
export function judgedByShares(
  measure: Measure,
  one: Examples,
  other: Examples,
  times: number,
): Judged | null {
  if (one.groups !== null) return null;
  const mine = measure.share?.(one.labels, one.answers);
  const theirs = measure.share?.(other.labels, other.answers);
  if (mine === undefined || theirs === undefined || !mine.fixed) return null;
  const counts = crossed(mine, theirs, one.weights, times);
  return one.weights === null ? ofRows(counts, times) : ofWeights(counts);
}

const SCORE = "paired, Tango's score interval";

function ofRows(counts: Crossed, times: number): Judged {
  const [won, lost] = [counts[1].rows, counts[2].rows];
  return {
    method: times === 1 ? `${SCORE} (at margin 0 exact McNemar)` : SCORE,
    interval: (confidence) => scoreInterval(counts, normalQuantile((1 + confidence) / 2)),
    p: (side, margin) => {
      if (times === 1 && margin === 0) return binomialUpTo(side === 'below' ? won : lost, won + lost, 0.5);
      const z = scoreOf(counts, margin);
      return normalTail(side === 'above' ? z : -z);
    },
  };
}

function ofWeights(weighed: Crossed): Judged {
  const counts = effective(weighed);
  const freedom = Math.max(1, total(counts, ({ rows }) => rows) - 1);
  return {
    method: `${SCORE} of weighted rows`,
    interval: (confidence) => scoreInterval(counts, studentQuantile((1 + confidence) / 2, freedom)),
    p: (side, margin) => {
      const z = scoreOf(counts, margin);
      return studentTail(side === 'above' ? z : -z, freedom);
    },
  };
}

interface Cell extends Count {
  /** sum of the squares of the weights */
  readonly squares: number;
}

/** Both hit, only the candidate, only the baseline, neither. */
type Crossed = readonly [Cell, Cell, Cell, Cell];

/** How often each happened, or what these rows weigh; the values are those of candidate - times * baseline. */
function crossed(mine: Share, theirs: Share, weights: Float64Array | null, times: number): Crossed {
  const [rows, squares] = [new Float64Array(4), new Float64Array(4)];
  for (let row = 0; row < mine.counted.length; row++) {
    if (mine.counted[row] === 0) continue;
    const place = (mine.hits[row] === 1 ? 0 : 2) + (theirs.hits[row] === 1 ? 0 : 1);
    const weight = weights?.[row] ?? 1;
    rows[place] = (rows[place] ?? 0) + weight;
    squares[place] = (squares[place] ?? 0) + weight * weight;
  }
  const cell = (value: number, place: number) => ({
    value,
    rows: rows[place] ?? 0,
    squares: squares[place] ?? 0,
  });
  return [cell(1 - times, 0), cell(1, 1), cell(-times, 2), cell(0, 3)];
}

/**
 * As many rows of weight 1 as tell the difference as well: its variance over that of the weighted mean (Korn and
 * Graubard, Survey Methodology 24 (1998)), and at most Kish's number, for where few rows differ.
 */
function effective(cells: Crossed): readonly Count[] {
  const weight = total(cells, ({ rows }) => rows);
  const mean = total(cells, ({ rows, value }) => rows * value) / weight;
  const alone = total(cells, ({ rows, value }) => rows * (value - mean) ** 2) / weight;
  const weighted = total(cells, ({ squares, value }) => squares * (value - mean) ** 2) / weight ** 2;
  const kish = weight ** 2 / total(cells, ({ squares }) => squares);
  const number = weighted > 0 ? Math.min(kish, alone / weighted) : kish;
  return cells.map(({ value, rows }) => ({ value, rows: (rows * number) / weight }));
}

function total<T>(list: readonly T[], term: (one: T) => number): number {
  return list.reduce((sum, one) => sum + term(one), 0);
}
