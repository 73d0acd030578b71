import type { Thresholds } from './score.ts';

/** A standalone analysis: several judgements over a lifetime. All in minutes. */
export interface Plan {
  readonly lifetime: number;
  readonly interval: number;
  /** warm-up before the first window */
  readonly beginAfter: number;
  /** length of a sliding window; 0: it grows from the start */
  readonly lookback: number;
  /** how much earlier the baseline's window lies */
  readonly controlOffset: number;
}

/** A stretch of time, in minutes from the start of the analysis. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Which stretches are judged (judge.md 4.7). An interval longer than the lifetime acts as the lifetime. */
export function windowsOf(plan: Plan): { readonly experiment: Window; readonly control: Window }[] {
  const interval = Math.min(plan.interval, plan.lifetime);
  const count = interval > 0 ? Math.floor(plan.lifetime / interval) : 0;
  return Array.from({ length: count }, (_, index) => {
    const to = plan.beginAfter + (index + 1) * interval;
    const from = plan.lookback > 0 ? to - plan.lookback : plan.beginAfter;
    const shifted = { from: from - plan.controlOffset, to: to - plan.controlOffset };
    return { experiment: { from, to }, control: shifted };
  });
}

/** Does this judgement end the analysis at once? */
export function stopsAt(score: number, { marginal }: Thresholds): boolean {
  return marginal !== null && score <= marginal;
}

export interface Ending {
  readonly passed: boolean;
  readonly message: string;
}

/** What an analysis comes to: only its last score counts (judge.md 4.7). At the marginal score it fails: trap K13. */
export function endingOf(score: number, thresholds: Thresholds): Ending {
  const { pass, marginal } = thresholds;
  const final = `Final canary score ${asDouble(score)}`;
  if (pass === null && marginal === null) {
    return { passed: true, message: 'No score thresholds were specified.' };
  }
  if (stopsAt(score, thresholds)) {
    return { passed: false, message: `${final} is not above the marginal score threshold.` };
  }
  if (pass === null) return { passed: true, message: 'No pass score threshold was specified.' };
  return score < pass
    ? { passed: false, message: `${final} is below the pass score threshold.` }
    : { passed: true, message: `${final} met or exceeded the pass score threshold.` };
}

/** As Java writes a double. */
function asDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/**
 * A whole analysis from the scores of its judgements, in their order: the first at or under the marginal threshold
 * ends it, else the last one decides (judge.md 4.7). `judged`: how many of the scores counted.
 */
export function analysed(
  scores: readonly number[],
  thresholds: Thresholds,
): (Ending & { readonly judged: number }) | null {
  const stop = scores.findIndex((score) => stopsAt(score, thresholds));
  const judged = stop === -1 ? scores.length : stop + 1;
  const last = scores[judged - 1];
  return last === undefined ? null : { ...endingOf(last, thresholds), judged };
}
