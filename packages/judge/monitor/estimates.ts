import type { Measurement } from '#metrics/measurement';
import type { Ruling } from '../decision/ruling.ts';
import type { Estimate } from '../estimation/cbpe.ts';

/** Before the name of a measure that is estimated without labels: `estimate.roc_auc`. */
export const ESTIMATE = 'estimate.';

/** Measures that were estimated, and what has to be so for them to mean anything. */
export interface Estimates {
  readonly estimates: readonly Estimate[];
  readonly notes: readonly string[];
}

/** Estimates as figures, with NannyML's sampling error. */
export function estimateFigures({ estimates }: Estimates, rows: number): Measurement[] {
  return estimates.map(({ metric, value, error }) => ({
    ...named(metric, rows),
    value,
    standardError: error,
  }));
}

/** What a gate compares an estimate with: the measure itself, of the rows that the model was evaluated on. */
export function realisedFigures({ estimates }: Estimates, rows: number): Measurement[] {
  return estimates.map(({ metric, reference }) => ({ ...named(metric, rows), value: reference.realised }));
}

function named(metric: string, rows: number) {
  return { metric: `${ESTIMATE}${metric}`, rows, direction: 'higher-is-better' } as const;
}

const JUDGED: readonly Ruling['state'][] = ['pass', 'marginal', 'fail'];

/**
 * Whether all that is known of performance is estimated: an estimate does not see that the same inputs mean something
 * else now (concept drift), so by itself it is no proof.
 */
export function estimatedAlone(
  rulings: readonly Ruling[],
  isPerformance: (metric: string) => boolean,
): boolean {
  const judged = rulings.filter(({ state }) => JUDGED.includes(state));
  return (
    judged.some(({ gate }) => gate.metric.startsWith(ESTIMATE)) &&
    !judged.some(({ gate }) => isPerformance(gate.metric))
  );
}
