import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import { normalQuantile } from '../distribution/normal.ts';
import type { Examples } from './examples.ts';
import { pullsOf, spreadOfPulls } from './influence.ts';
import { contrastOf } from './paired.ts';
import { footingOf, plain } from './rows.ts';
import type { Terms } from './terms.ts';

/**
 * Variance that the rows of a test set lend to mean(candidate runs) - times * mean(baseline runs), all of them measured on
 * the same rows: that of the runs' influence functions, averaged row by row. Of a measure that has none it is the
 * bootstrap's, averaged over the first pairs. Without `baseline` that of the candidate's mean.
 */
export function testVariance(
  measure: Measure,
  candidate: readonly Examples[],
  baseline: readonly Examples[],
  times: number,
  terms: Terms,
): number {
  const [first] = candidate;
  if (first === undefined) return 0;
  const rows = plain(measure, first);
  const mine = meanPulls(measure, candidate);
  const theirs = baseline.length === 0 ? new Float64Array(rowsIn(rows)) : meanPulls(measure, baseline);
  if (mine === null || theirs === null) return resampled(measure, candidate, baseline, times, terms);
  const pulls = mine.map((pull, row) => pull - times * (theirs[row] ?? 0));
  return spreadOfPulls(measure, pulls, rows, footingOf(measure, rows)).standardError ** 2;
}

function meanPulls(measure: Measure, runs: readonly Examples[]): Float64Array | null {
  const sum = new Float64Array(runs[0] === undefined ? 0 : rowsIn(plain(measure, runs[0])));
  for (const run of runs) {
    const pulls = pullsOf(measure, plain(measure, run));
    if (pulls === null) return null;
    for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] ?? 0) + (pulls[row] ?? 0) / runs.length;
  }
  return sum;
}

const CONFIDENCE = 0.95;

function resampled(
  measure: Measure,
  candidate: readonly Examples[],
  baseline: readonly Examples[],
  times: number,
  terms: Terms,
): number {
  const variances = candidate.flatMap((one, at) => {
    const other = baseline[at];
    if (other === undefined) return [];
    const [low, high] = contrastOf(measure, one, other, terms, times).interval(CONFIDENCE);
    return [((high - low) / (2 * normalQuantile((1 + CONFIDENCE) / 2))) ** 2];
  });
  return variances.reduce((sum, one) => sum + one, 0) / Math.max(1, variances.length);
}
