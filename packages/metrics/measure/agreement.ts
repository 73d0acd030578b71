import { type Confusion, confusionInfluence, confusions, NONE } from './confusion.ts';
import { outsideLargest, smallestClass } from './denominator.ts';
import { type Measure, SHARE, type Undefined } from './measure.ts';
import { RECALL, ratioOf, slopesOf } from './ratio.ts';
import { sum } from './sum.ts';

type Classes = readonly Confusion[];

interface Agreement {
  readonly name: string;
  readonly range: Measure['range'];
  readonly denominator: Measure['denominator'];
  value(classes: Classes): number | Undefined;
  /** how the value grows with each count of a class */
  slopes(classes: Classes): (one: Confusion) => Confusion;
}

function ofClasses({ name, range, denominator, value, slopes }: Agreement): Measure {
  return {
    name,
    tasks: ['binary', 'multiclass'],
    direction: 'higher-is-better',
    range,
    needs: 'predictions',
    value: (labels, predictions, weights = null) =>
      value([...confusions(labels, predictions, weights).values()]),
    ...(denominator === undefined ? {} : { denominator }),
    influence: (labels, predictions, weights) =>
      confusionInfluence(labels, predictions, weights, (classes) => {
        const of = slopes([...classes.values()]);
        return (one) => of(classes.get(one) ?? NONE);
      }),
  };
}

/** Mean recall of the classes that are labelled on these rows (scikit-learn: balanced_accuracy_score). */
export const balancedAccuracy = ofClasses({
  name: 'balanced_accuracy',
  range: SHARE,
  denominator: smallestClass,
  value: (classes) => {
    const labelled = labelledOf(classes);
    return over(labelled, (one) => ratioOf(RECALL, one)) / labelled.length;
  },
  slopes: (classes) => {
    const count = labelledOf(classes).length;
    return (one) => {
      const { labelled, found } = slopesOf(RECALL, one);
      return { labelled: labelled / count, predicted: 0, found: found / count };
    };
  },
});

function labelledOf(classes: Classes): Classes {
  return classes.filter(({ labelled }) => labelled > 0);
}

/**
 * Matthews' correlation of labels and predictions, over any number of classes (Gorodkin, Computational Biology and
 * Chemistry 28 (2004); scikit-learn: matthews_corrcoef, which says 0 where this is not defined).
 */
export const matthews = ofClasses({
  name: 'mcc',
  range: [-1, 1],
  denominator: outsideLargest,
  value: (classes) => {
    if (labelledOf(classes).length < 2) return { because: 'every row is labelled the same' };
    if (classes.filter(({ predicted }) => predicted > 0).length < 2)
      return { because: 'every row is predicted the same' };
    const { covariance, ofLabels, ofPredictions } = spreads(classes);
    return covariance / Math.sqrt(ofLabels * ofPredictions);
  },
  slopes: (classes) => {
    const { rows, right, covariance, ofLabels, ofPredictions } = spreads(classes);
    const root = Math.sqrt(ofLabels * ofPredictions);
    const value = covariance / root;
    return ({ labelled, predicted }) => ({
      labelled: (right - predicted) / root - value * ((rows - labelled) / ofLabels + rows / ofPredictions),
      predicted: -labelled / root + (value * predicted) / ofPredictions,
      found: rows / root,
    });
  },
});

/** Covariance and variances of labels and predictions, times the square of all rows. */
function spreads(classes: Classes) {
  const { rows, right, both } = marginals(classes);
  return {
    rows,
    right,
    covariance: right * rows - both,
    ofLabels: rows ** 2 - over(classes, ({ labelled }) => labelled ** 2),
    ofPredictions: rows ** 2 - over(classes, ({ predicted }) => predicted ** 2),
  };
}

/**
 * Agreement beyond what the shares of the classes would give by chance (Cohen, Educational and Psychological
 * Measurement 20 (1960); scikit-learn: cohen_kappa_score).
 */
export const kappa = ofClasses({
  name: 'cohen_kappa',
  range: [-1, 1],
  denominator: outsideLargest,
  value: (classes) => {
    const { rows, right, both } = marginals(classes);
    const met = classes.filter(({ labelled, predicted }) => labelled > 0 || predicted > 0);
    if (met.length < 2) return { because: 'every row is labelled and predicted the same' };
    return 1 - (rows - right) / (rows - both / rows);
  },
  slopes: (classes) => {
    const { rows, right, both } = marginals(classes);
    const chance = both / rows;
    const below = rows - chance;
    const share = (rows - right) / below;
    return ({ labelled, predicted }) => ({
      labelled: (share * (1 + (chance - predicted) / rows) - 1) / below,
      predicted: (-share * labelled) / rows / below,
      found: 1 / below,
    });
  },
});

/** All rows, the rows predicted right, and the sum over the classes of labelled times predicted. */
function marginals(classes: Classes) {
  return {
    rows: over(classes, ({ labelled }) => labelled),
    right: over(classes, ({ found }) => found),
    both: over(classes, ({ labelled, predicted }) => labelled * predicted),
  };
}

function over(classes: Classes, term: (one: Confusion) => number): number {
  return sum(classes.length, (at) => {
    const one = classes[at];
    return one === undefined ? 0 : term(one);
  });
}
