import type { Decision } from '../verdict.ts';
import type { Calibration } from './calibration.ts';
import type { Estimate } from './cbpe.ts';

/** Fewer rows now are not decided on. */
const LEAST = 30;

/** What has to be so for the estimates to mean anything. */
export function assumptionsOf({ calibrated, error, because }: Omit<Calibration, 'calibrator'>): string[] {
  const shown = (value: number) => value.toFixed(4);
  const scores =
    error === null
      ? `Scores are taken as probabilities, which was not tried: ${because}.`
      : calibrated
        ? `Scores are calibrated by isotonic regression: expected calibration error ${shown(error.after)} on held-out rows, ${shown(error.before)} before.`
        : `Scores are taken as they are: expected calibration error ${shown(error.before)} on held-out rows, ${shown(error.after)} after isotonic regression.`;
  return [
    'Valid only if P(y|x) has not changed and scores are calibrated: concept drift is not seen.',
    scores,
    'Every kind of row must have been in the reference; the limits suppose chunks of like size.',
  ];
}

/** An estimate stands alone: it can fail or stay open, and is marginal at best. */
export function decided(
  estimates: readonly Estimate[],
  { error, because }: Omit<Calibration, 'calibrator'>,
  rows: { readonly reference: number; readonly current: number },
): { readonly decision: Decision; readonly reason: string } {
  if (rows.current < LEAST) {
    return { decision: 'inconclusive', reason: `there are ${rows.current} rows now: ${LEAST} are the least` };
  }
  if (error === null) return { decision: 'inconclusive', reason: `calibration was not tried: ${because}` };
  const unknown = estimates.filter(({ value }) => Number.isNaN(value));
  if (unknown.length > 0) {
    const reason = `${named(unknown)}: nothing can be estimated where every row now is surely of one class`;
    return { decision: 'inconclusive', reason };
  }
  const open = estimates.filter(({ reference }) => !reference.holds);
  if (open.length > 0) {
    const reason = `${named(open)}: the estimate does not hold on the reference itself`;
    return { decision: 'inconclusive', reason };
  }
  const low = estimates.filter(({ alert }) => alert === 'below');
  if (low.length > 0) {
    return {
      decision: 'fail',
      reason: `${named(low)}: estimated below what chunks of the reference reached`,
    };
  }
  const high = estimates.filter(({ alert }) => alert === 'above');
  const also = high.length > 0 ? `; ${named(high)} above it: the scores have moved` : '';
  return {
    decision: 'marginal',
    reason: `estimates are not below the reference; no label has confirmed them${also}`,
  };
}

function named(estimates: readonly Estimate[]): string {
  return estimates.map(({ metric }) => metric).join(', ');
}
