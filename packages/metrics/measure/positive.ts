import { confusionInfluence, confusions, NONE } from './confusion.ts';
import { countOf } from './denominator.ts';
import {
  type Denominator,
  type Measure,
  SHARE,
  type Share,
  type Undefined,
  type Weights,
} from './measure.ts';
import { fRatio, NO_SLOPES, PRECISION, type Ratio, RECALL, ratioOf, slopesOf } from './ratio.ts';

type Inference = Pick<Measure, 'denominator' | 'share'>;

function ofClass(
  name: string,
  number: 0 | 1,
  ratio: Ratio,
  otherwise: Undefined,
  inference: Inference,
): Measure {
  return {
    name,
    tasks: ['binary'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'predictions',
    condenses: true,
    value: (labels, predictions, weights = null) => {
      const value = ratioOf(ratio, confusions(labels, predictions, weights).get(number) ?? NONE);
      return Number.isNaN(value) ? otherwise : value;
    },
    ...inference,
    influence: (labels, predictions, weights) =>
      confusionInfluence(labels, predictions, weights, (classes) => {
        const slopes = slopesOf(ratio, classes.get(number) ?? NONE);
        return (one) => (one === number ? slopes : NO_SLOPES);
      }),
  };
}

/** Without weights the rows are counted already. */
function labelledAs(
  number: 0 | 1,
  labels: Float64Array,
  predictions: Float64Array,
  weights: Weights,
): number {
  if (weights === null) return confusions(labels, predictions, null).get(number)?.labelled ?? 0;
  return countOf(labels.length, weights, (row) => labels[row] === number);
}

function predictedPositive(labels: Float64Array, predictions: Float64Array, weights: Weights): number {
  if (weights === null) return confusions(labels, predictions, null).get(1)?.predicted ?? 0;
  return countOf(labels.length, weights, (row) => predictions[row] === 1);
}

/** Counts the rows whose label is `number`; the labels are the same for every model. */
function ofLabelled(number: 0 | 1, noun: string): Inference {
  return {
    denominator: (labels, predictions, weights = null) => ({
      count: labelledAs(number, labels, predictions, weights),
      noun,
    }),
    share: (labels, predictions) => shareOf(labels, labels, predictions, number, true),
  };
}

const ofPredicted: Inference = {
  denominator: (labels, predictions, weights = null) => ({
    count: predictedPositive(labels, predictions, weights),
    noun: 'rows predicted positive',
  }),
  share: (labels, predictions) => shareOf(predictions, labels, predictions, 1, false),
};

/** F rests on recall and on precision: on positives, or on rows predicted positive where these are fewer. */
const ofFewer: Inference = {
  denominator: (labels, predictions, weights = null) => {
    const positives = labelledAs(1, labels, predictions, weights);
    const predicted = predictedPositive(labels, predictions, weights);
    const fewer: Denominator = { count: predicted, noun: 'rows predicted positive' };
    return positives <= predicted ? { count: positives, noun: 'positives' } : fewer;
  },
};

function shareOf(
  counting: Float64Array,
  labels: Float64Array,
  predictions: Float64Array,
  number: 0 | 1,
  fixed: boolean,
): Share {
  const [counted, hits] = [new Uint8Array(labels.length), new Uint8Array(labels.length)];
  for (let row = 0; row < labels.length; row++) {
    counted[row] = Number(counting[row] === number);
    hits[row] = Number(labels[row] === number && predictions[row] === number);
  }
  return { counted, hits, fixed };
}

const neither = { because: 'no row is labelled or predicted positive' };

/** scikit-learn's precision_score, recall_score and f1_score of the positive class, with zero_division=nan. */
export const positiveFamily: readonly Measure[] = [
  ofClass('precision', 1, PRECISION, { because: 'no row is predicted positive' }, ofPredicted),
  ofClass('recall', 1, RECALL, { because: 'no row is labelled positive' }, ofLabelled(1, 'positives')),
  ofClass('f1', 1, fRatio(1), neither, ofFewer),
];

/** recall_score with pos_label=0, and fbeta_score with beta 0.5 and 2; zero_division=nan. */
export const furtherPositiveFamily: readonly Measure[] = [
  ofClass('specificity', 0, RECALL, { because: 'no row is labelled negative' }, ofLabelled(0, 'negatives')),
  ofClass('f0_5', 1, fRatio(0.5), neither, ofFewer),
  ofClass('f2', 1, fRatio(2), neither, ofFewer),
];
