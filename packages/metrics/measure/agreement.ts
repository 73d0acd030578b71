import { type Confusion, confusions, recallOf } from './confusion.ts';
import { type Measure, SHARE, type Undefined } from './measure.ts';
import { sum } from './sum.ts';

function ofClasses(
  name: string,
  range: Measure['range'],
  of: (classes: readonly Confusion[]) => number | Undefined,
): Measure {
  return {
    name,
    tasks: ['binary', 'multiclass'],
    direction: 'higher-is-better',
    range,
    needs: 'predictions',
    value: (labels, predictions, weights = null) =>
      of([...confusions(labels, predictions, weights).values()]),
  };
}

/** Mean recall of the classes that are labelled on these rows (scikit-learn: balanced_accuracy_score). */
export const balancedAccuracy = ofClasses('balanced_accuracy', SHARE, (classes) => {
  const labelled = classes.filter((one) => one.labelled > 0);
  return (
    sum(labelled.length, (at) => recallOf(labelled[at] ?? { labelled: 1, predicted: 0, found: 0 })) /
    labelled.length
  );
});

/**
 * Matthews' correlation of labels and predictions, over any number of classes (Gorodkin, Computational Biology and
 * Chemistry 28 (2004); scikit-learn: matthews_corrcoef, which says 0 where this is not defined).
 */
export const matthews = ofClasses('mcc', [-1, 1], (classes) => {
  const { rows, right, both } = marginals(classes);
  if (classes.filter(({ labelled }) => labelled > 0).length < 2)
    return { because: 'every row is labelled the same' };
  if (classes.filter(({ predicted }) => predicted > 0).length < 2)
    return { because: 'every row is predicted the same' };
  const spread = (of: (one: Confusion) => number) => rows ** 2 - over(classes, (one) => of(one) ** 2);
  const variance = spread(({ labelled }) => labelled) * spread(({ predicted }) => predicted);
  return (right * rows - both) / Math.sqrt(variance);
});

/**
 * Agreement beyond what the shares of the classes would give by chance (Cohen, Educational and Psychological
 * Measurement 20 (1960); scikit-learn: cohen_kappa_score).
 */
export const kappa = ofClasses('cohen_kappa', [-1, 1], (classes) => {
  const { rows, right, both } = marginals(classes);
  const met = classes.filter(({ labelled, predicted }) => labelled > 0 || predicted > 0);
  if (met.length < 2) return { because: 'every row is labelled and predicted the same' };
  return 1 - (rows - right) / (rows - both / rows);
});

/** All rows, the rows predicted right, and the sum over the classes of labelled times predicted. */
function marginals(classes: readonly Confusion[]) {
  return {
    rows: over(classes, ({ labelled }) => labelled),
    right: over(classes, ({ found }) => found),
    both: over(classes, ({ labelled, predicted }) => labelled * predicted),
  };
}

function over(classes: readonly Confusion[], term: (one: Confusion) => number): number {
  return sum(classes.length, (at) => {
    const one = classes[at];
    return one === undefined ? 0 : term(one);
  });
}
