import { type Measure, SHARE, type Weights } from './measure.ts';
import { outside } from './probability.ts';
import { sum, Total, weightOf } from './sum.ts';

const BINS = 15;

/**
 * Expected calibration error: over 15 equally wide bins of the probability, how far its mean lies from the share
 * that came true, each bin counting as much as its rows (Guo et al., ICML 2017). Binary: the probability of the
 * positive class, as in scikit-learn's calibration_curve; a probability on an edge belongs to the bin below.
 */
export const calibrationError: Measure = {
  name: 'ece',
  tasks: ['binary'],
  direction: 'lower-is-better',
  range: SHARE,
  needs: 'scores',
  value: (labels, scores, weights = null) =>
    outside(scores) ??
    distance(
      labels.length,
      (row) => scores[row] ?? 0,
      (row) => labels[row] ?? 0,
      weights,
    ),
};

/** Many classes: the highest score of a row, and whether that class is the label; of equal ones the first. */
export const manyCalibrationError: Measure = {
  ...calibrationError,
  tasks: ['multiclass'],
  value: (labels, scores, weights = null) => {
    const rows = labels.length;
    const [highest, right] = [new Float64Array(rows).fill(Number.NEGATIVE_INFINITY), new Uint8Array(rows)];
    for (let at = 0; at < scores.length; at++) {
      const row = at % rows;
      if ((scores[at] ?? 0) <= (highest[row] ?? 0)) continue;
      highest[row] = scores[at] ?? 0;
      right[row] = Number(labels[row] === Math.floor(at / rows));
    }
    return (
      outside(scores) ??
      distance(
        rows,
        (row) => highest[row] ?? 0,
        (row) => right[row] ?? 0,
        weights,
      )
    );
  },
};

function distance(
  rows: number,
  probability: (row: number) => number,
  outcome: (row: number) => number,
  weights: Weights,
): number {
  const apart = Array.from({ length: BINS }, () => new Total());
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    apart[binOf(probability(row))]?.add(weight * (outcome(row) - probability(row)));
  }
  return sum(BINS, (bin) => Math.abs(apart[bin]?.value ?? 0)) / weightOf(rows, weights);
}

/** The edges as numpy.linspace(0, 1, 16) has them; the division may be off by one on them. */
function binOf(probability: number): number {
  let bin = Math.min(Math.floor(probability * BINS), BINS - 1);
  while (bin > 0 && probability <= bin * (1 / BINS)) bin--;
  while (bin < BINS - 1 && probability > (bin + 1) * (1 / BINS)) bin++;
  return bin;
}
