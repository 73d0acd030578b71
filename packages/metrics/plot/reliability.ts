import { BINS, binOf } from '../measure/calibration.ts';
import type { Weights } from '../measure/measure.ts';

/** Rows whose probability lies in one of 15 equally wide bins; bins without rows are left out. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** what those rows weigh; as many as there are where no weights are given */
  readonly weight: number;
  /** mean of the probabilities */
  readonly claimed: number;
  /** share that came true */
  readonly observed: number;
}

/**
 * What came true beside what was claimed, by bins of the probability (scikit-learn: calibration_curve with n_bins=15;
 * a probability on an edge belongs to the bin below, as for ece).
 */
export function reliability(
  outcomes: Float64Array,
  probabilities: Float64Array,
  weights: Weights,
): ReliabilityBin[] {
  const totals = () => new Float64Array(BINS);
  const [rows, heavy, claimed, observed] = [totals(), totals(), totals(), totals()];
  for (let row = 0; row < probabilities.length; row++) {
    const probability = probabilities[row] ?? 0;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const bin = binOf(probability);
    rows[bin] = (rows[bin] ?? 0) + 1;
    heavy[bin] = (heavy[bin] ?? 0) + weight;
    claimed[bin] = (claimed[bin] ?? 0) + weight * probability;
    observed[bin] = (observed[bin] ?? 0) + weight * (outcomes[row] ?? 0);
  }
  return Array.from(heavy, (weight, bin) => ({
    low: bin / BINS,
    high: (bin + 1) / BINS,
    rows: rows[bin] ?? 0,
    weight,
    claimed: Math.min(1, (claimed[bin] ?? 0) / weight),
    observed: Math.min(1, (observed[bin] ?? 0) / weight),
  })).filter(({ weight }) => weight > 0);
}
