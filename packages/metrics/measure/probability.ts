import type { Measure, Undefined } from './measure.ts';
import { mean } from './sum.ts';

function ofProbabilities(name: string, loss: (label: number, probability: number) => number): Measure {
  return {
    name,
    tasks: ['binary'],
    direction: 'lower-is-better',
    needs: 'scores',
    value: (labels, scores) =>
      outside(scores) ??
      mean(labels.length, (row) => loss(labels[row] ?? Number.NaN, scores[row] ?? Number.NaN)),
  };
}

function outside(scores: Float64Array): Undefined | null {
  const count = scores.reduce((sum, score) => (score < 0 || score > 1 ? sum + 1 : sum), 0);
  if (count === 0) return null;
  return { because: `${count} of ${scores.length} scores lie outside [0, 1], so they are no probabilities` };
}

/** Mean of -ln of the probability given to what happened; natural logarithm (scikit-learn: log_loss). */
export const logLoss = ofProbabilities(
  'log_loss',
  (label, probability) => -Math.log(clipped(label, probability)),
);

/** Probabilities of 0 and 1 are moved in by the spacing of doubles at 1, as scikit-learn does: a sure miss costs 36. */
function clipped(label: number, probability: number): number {
  const given = label === 1 ? probability : 1 - probability;
  return Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON);
}

/** Mean squared distance of probability and label (Brier 1950; scikit-learn: brier_score_loss). */
export const brier = ofProbabilities('brier', (label, probability) => (probability - label) ** 2);
