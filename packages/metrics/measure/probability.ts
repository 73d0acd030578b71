import { extentOf } from '../extent.ts';
import { fewerOfBoth, outsideLargest } from './denominator.ts';
import { ofMean } from './influence.ts';
import type { Levels } from './levels.ts';
import { clipped, type Loss, LossesOfLevels, lossOf } from './losses.ts';
import { type Measure, SHARE, UNBOUNDED, type Undefined } from './measure.ts';
import { mean } from './sum.ts';

function ofProbabilities(name: string, range: Measure['range'], loss: Loss): Measure {
  const known = new WeakMap<Levels, LossesOfLevels>();
  const losses = (levels: Levels) => {
    const found = known.get(levels) ?? new LossesOfLevels(levels, loss);
    known.set(levels, found);
    return found;
  };
  return {
    name,
    tasks: ['binary'],
    direction: 'lower-is-better',
    range,
    needs: 'scores',
    value: (labels, scores, weights = null) =>
      outside(scores) ??
      mean(
        labels.length,
        (row) => lossOf(loss, labels[row] ?? Number.NaN, scores[row] ?? Number.NaN),
        weights,
      ),
    // the rarer class makes the rare great losses: few of its rows do not tell how great the next ones are
    denominator: fewerOfBoth,
    influence: (labels, scores, weights) =>
      ofMean(
        labels.length,
        (row) => lossOf(loss, labels[row] ?? Number.NaN, scores[row] ?? Number.NaN),
        weights,
      ),
    ofLevels: {
      value: (levels) => outsideLevels(levels) ?? losses(levels).mean,
      moments: (levels) => losses(levels).moments(),
    },
  };
}

function outsideLevels({ scores, positives, negatives, rows }: Levels): Undefined | null {
  if ((scores[0] ?? 0) >= 0 && (scores.at(-1) ?? 0) <= 1) return null;
  let count = 0;
  scores.forEach((score, level) => {
    if (!(score >= 0 && score <= 1)) count += (positives[level] ?? 0) + (negatives[level] ?? 0);
  });
  return beyond(count, rows.positives + rows.negatives);
}

/** Why scores are no probabilities; null where each may be one. */
export function outside(scores: Float64Array): Undefined | null {
  const { least, most, finite } = extentOf(scores);
  if (finite && least >= 0 && most <= 1) return null;
  let count = 0;
  for (let at = 0; at < scores.length; at++)
    if (!((scores[at] ?? -1) >= 0 && (scores[at] ?? 2) <= 1)) count++;
  return beyond(count, scores.length);
}

function beyond(count: number, all: number): Undefined {
  return { because: `${count} of ${all} scores lie outside [0, 1], so they are no probabilities` };
}

/** Mean of -ln of the probability given to what happened; natural logarithm (scikit-learn: log_loss). */
export const logLoss = ofProbabilities('log_loss', UNBOUNDED, 'log');

/** Mean squared distance of probability and label (Brier 1950; scikit-learn: brier_score_loss). */
export const brier = ofProbabilities('brier', SHARE, 'square');

/** The same over many classes: of each row the probability of its own class counts. */
export const manyLogLoss: Measure = {
  name: 'log_loss',
  tasks: ['multiclass'],
  direction: 'lower-is-better',
  range: UNBOUNDED,
  needs: 'scores',
  value: (labels, scores, weights = null) => {
    const rows = labels.length;
    return (
      outside(scores) ??
      unequalToOne(scores, rows) ??
      mean(rows, (row) => ownLoss(labels, scores, row), weights)
    );
  },
  denominator: outsideLargest,
  influence: (labels, scores, weights) =>
    ofMean(labels.length, (row) => ownLoss(labels, scores, row), weights),
};

function ownLoss(labels: Float64Array, scores: Float64Array, row: number): number {
  return -Math.log(clipped(scores[(labels[row] ?? 0) * labels.length + row] ?? Number.NaN));
}

/** scikit-learn's tolerance for the sum of a row. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

function unequalToOne(scores: Float64Array, rows: number): Undefined | null {
  const totals = new Float64Array(rows);
  for (let at = 0; at < scores.length; at++) totals[at % rows] = (totals[at % rows] ?? 0) + (scores[at] ?? 0);
  const odd = totals.filter((total) => Math.abs(total - 1) > TOLERANCE).length;
  return odd === 0 ? null : { because: `the scores of ${odd} of ${rows} rows do not add up to 1` };
}
