import { meanOf, varianceOf } from './moments.ts';
import { ranked } from './ranks.ts';

/** How large a difference is: the ratio of means, or the chance that a canary value exceeds one of the baseline. */
export type Measure = 'meanRatio' | 'cles';

export function effectOf(
  measure: Measure,
  experiment: readonly number[],
  control: readonly number[],
): number {
  return measure === 'cles' ? clesOf(experiment, control) : meanRatioOf(experiment, control);
}

/** mean(x) / mean(y); NaN where either is 0 (judge.md 4.4). */
export function meanRatioOf(experiment: readonly number[], control: readonly number[]): number {
  const [one, other] = [meanOf(experiment), meanOf(control)];
  return one === 0 || other === 0 ? Number.NaN : one / other;
}

/** Common-language effect size, U / (m n): P(x > y) + P(x = y) / 2 (McGraw and Wong 1992; judge.md 4.4). */
function clesOf(experiment: readonly number[], control: readonly number[]): number {
  const [m, n] = [experiment.length, control.length];
  const { sum } = ranked(Float64Array.from(experiment).sort(), Float64Array.from(control).sort(), 0);
  return (2 * sum - m * (m + 1)) / (2 * m * n);
}

/** Cohen's d, as an absolute value: the difference of means by the pooled standard deviation. */
export function cohensD(experiment: readonly number[], control: readonly number[]): number {
  const [m, n] = [experiment.length, control.length];
  const pooled = ((m - 1) * varianceOf(experiment) + (n - 1) * varianceOf(control)) / (m + n - 2);
  return Math.abs(meanOf(experiment) - meanOf(control)) / Math.sqrt(pooled);
}
