import { rowsIn } from '#metrics/measure/cases';
import type { Measure } from '#metrics/measure/measure';
import { deviation, replicateCount, replicatesOf, weighedValue } from './bootstrap.ts';
import type { Examples } from './examples.ts';
import { pullsOf, spreadOfPulls } from './influence.ts';
import { footingOf, plain } from './rows.ts';

/**
 * The standard error of the difference of two models' values on the same rows: that of the sum of the differences of
 * their influence functions (for areas under an ROC curve that of DeLong, DeLong and Clarke-Pearson, Biometrics 44
 * (1988)); of a measure without one, the deviation of its bootstrap. As it is, without what an interval adds where few
 * rows tell.
 */
export function pairedError(measure: Measure, candidate: Examples, other: Examples, seed: number): number {
  const [one, two] = [plain(measure, candidate), plain(measure, { ...candidate, answers: other.answers })];
  const [mine, theirs] = [pullsOf(measure, one), pullsOf(measure, two)];
  if (mine === null || theirs === null) return resampledError(measure, one, two, seed);
  const pulls = mine.map((pull, row) => pull - (theirs[row] ?? 0));
  return spreadOfPulls(measure, pulls, one, footingOf(measure, one)).standardError;
}

function resampledError(measure: Measure, one: Examples, two: Examples, seed: number): number {
  const [mine, theirs] = [weighedValue(measure, one), weighedValue(measure, two)];
  return deviation(
    replicatesOf(one, seed, replicateCount(rowsIn(one)), (weights) => {
      const [own, against] = [mine(weights), theirs(weights)];
      return own === null || against === null ? null : own - against;
    }),
  );
}
