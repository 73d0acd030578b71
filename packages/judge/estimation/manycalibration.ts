import { type Calibration, calibrationOf } from './calibration.ts';
import type { Labelled } from './sampling.ts';

/** How the scores of many classes become chances. */
interface OfMany {
  readonly calibration: Omit<Calibration, 'calibrator'>;
  chances(scores: Float64Array): Float64Array;
}

/**
 * Each class against all others by itself, as two classes are; then the chances of a row are divided by their sum, and
 * are equal where that is 0 (NannyML's rule). The errors are means over the classes; where one could not be tried, nothing
 * was.
 */
export function calibrationOfMany(each: readonly Labelled[], classes: readonly string[]): OfMany {
  const found = each.map(({ scores, labels }) => calibrationOf(scores, labels));
  const untried = found.findIndex(({ error }) => error === null);
  const mean = (of: 'before' | 'after') =>
    found.reduce((sum, { error }) => sum + (error?.[of] ?? 0), 0) / found.length;
  const because = `class ${classes[untried]}: ${found[untried]?.because}`;
  return {
    calibration: {
      calibrated: found.some(({ calibrated }) => calibrated),
      error: untried >= 0 ? null : { before: mean('before'), after: mean('after') },
      ...(untried >= 0 ? { because } : {}),
    },
    chances: (scores) => {
      const n = scores.length / each.length;
      const chances = new Float64Array(scores.length);
      for (const [at, { calibrator }] of found.entries())
        chances.set(calibrator(scores.subarray(at * n, (at + 1) * n)), at * n);
      return addedUp(chances, n);
    },
  };
}

/** Makes the columns of each row add up to 1. */
function addedUp(chances: Float64Array, rows: number): Float64Array {
  const sums = new Float64Array(rows);
  for (let at = 0; at < chances.length; at++) sums[at % rows] = (sums[at % rows] ?? 0) + (chances[at] ?? 0);
  const equal = rows / chances.length;
  return chances.map((chance, at) => {
    const sum = sums[at % rows] ?? 0;
    return sum === 0 ? equal : chance / sum;
  });
}
