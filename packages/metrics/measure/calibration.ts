import { fewerOfBoth, outsideLargest } from './denominator.ts';
import { ofMean } from './influence.ts';
import { type Measure, SHARE, type Weights } from './measure.ts';
import { outside } from './probability.ts';
import { sum, Total, weightOf } from './sum.ts';

export const BINS = 15;

/** Of each row a probability, and whether it came true: 1 or 0. */
interface Claims {
  readonly probabilities: Float64Array;
  readonly outcomes: Float64Array;
}

/**
 * Expected calibration error: over 15 equally wide bins of the probability, how far its mean lies from the share
 * that came true, each bin counting as much as its rows (Guo et al., ICML 2017). Binary: the probability of the
 * positive class, as in scikit-learn's calibration_curve; a probability on an edge belongs to the bin below.
 *
 * Its influence takes the side of each bin's gap as given, which holds where the gaps are clear of their noise. Noise
 * opens gaps of its own: the error of a well calibrated model is measured too high by about its standard error. So
 * intervals and comparisons go by `gaps`.
 */
export const calibrationError: Measure = calibrated('binary', fewerOfBoth, (labels, scores) => ({
  probabilities: scores,
  outcomes: labels,
}));

/** Many classes: the highest score of a row, and whether that class is the label; of equal ones the first. */
export const manyCalibrationError: Measure = calibrated('multiclass', outsideLargest, highestClaims);

/** Of each row the highest score, and whether that class is the label; of equal ones the first. */
export function highestClaims(labels: Float64Array, scores: Float64Array): Claims {
  const rows = labels.length;
  const highest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const right = new Float64Array(rows);
  for (let at = 0; at < scores.length; at++) {
    const row = at % rows;
    if ((scores[at] ?? 0) <= (highest[row] ?? 0)) continue;
    highest[row] = scores[at] ?? 0;
    right[row] = Number(labels[row] === Math.floor(at / rows));
  }
  return { probabilities: highest, outcomes: right };
}

function calibrated(
  task: 'binary' | 'multiclass',
  denominator: NonNullable<Measure['denominator']>,
  claimsOf: (labels: Float64Array, scores: Float64Array) => Claims,
): Measure {
  return {
    name: 'ece',
    tasks: [task],
    direction: 'lower-is-better',
    range: SHARE,
    needs: 'scores',
    value: (labels, scores, weights = null) => {
      const lacking = outside(scores);
      if (lacking !== null) return lacking;
      const gaps = gapsOf(claimsOf(labels, scores), weights);
      return sum(BINS, (bin) => Math.abs(gaps[bin] ?? 0)) / weightOf(labels.length, weights);
    },
    denominator,
    gaps: (labels, scores) => {
      const { probabilities, outcomes } = claimsOf(labels, scores);
      return {
        cells: BINS,
        cell: Uint8Array.from(probabilities, binOf),
        residual: outcomes.map((outcome, row) => outcome - (probabilities[row] ?? 0)),
        variance: probabilities.map((probability) => probability * (1 - probability)),
      };
    },
    influence: (labels, scores, weights) => {
      const claims = claimsOf(labels, scores);
      const signs = gapsOf(claims, weights).map((gap) => Math.sign(gap));
      const { probabilities, outcomes } = claims;
      return ofMean(
        labels.length,
        (row) => {
          const probability = probabilities[row] ?? 0;
          return (signs[binOf(probability)] ?? 0) * ((outcomes[row] ?? 0) - probability);
        },
        weights,
      );
    },
  };
}

/** By bin: what came true less what was claimed. */
function gapsOf({ probabilities, outcomes }: Claims, weights: Weights): readonly number[] {
  const apart = Array.from({ length: BINS }, () => new Total());
  for (let row = 0; row < probabilities.length; row++) {
    const probability = probabilities[row] ?? 0;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    apart[binOf(probability)]?.add(weight * ((outcomes[row] ?? 0) - probability));
  }
  return apart.map(({ value }) => value);
}

/** The edges as numpy.linspace(0, 1, 16) has them; the product may be off by one on them. */
export function binOf(probability: number): number {
  const raw = Math.floor(probability * BINS);
  const bin = raw < BINS ? raw : BINS - 1;
  if (bin > 0 && probability <= bin * (1 / BINS)) return bin - 1;
  return bin < BINS - 1 && probability > (bin + 1) * (1 / BINS) ? bin + 1 : bin;
}
