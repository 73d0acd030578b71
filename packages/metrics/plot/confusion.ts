import { confusions, NONE } from '../measure/confusion.ts';
import type { Weights } from '../measure/measure.ts';

/** Classes that a matrix shows by themselves. */
const SHOWN = 20;

/** What rows of a class (outer list) were taken for (inner list) weigh. */
export interface ConfusionMatrix {
  readonly classes: readonly string[];
  /** how many rarer classes the last row and column stand for together; 0: there is none */
  readonly others: number;
  readonly counts: readonly (readonly number[])[];
}

/** The classes of a matrix, by name. */
export interface ConfusionClasses {
  readonly names: readonly string[];
  readonly others: number;
}

/** The classes that weigh most, by label and by prediction, at most 20, in their own order; of equal ones the first. */
export function confusionClasses(
  names: readonly string[],
  labels: Float64Array,
  predictions: Float64Array,
  weights: Weights,
): ConfusionClasses {
  const met = confusions(labels, predictions, weights);
  const weight = (at: number) => (met.get(at)?.labelled ?? 0) + (met.get(at)?.predicted ?? 0);
  const codes = [...met.keys()].sort((one, other) => one - other);
  const common = codes.toSorted((one, other) => weight(other) - weight(one)).slice(0, SHOWN);
  const shown = common.sort((one, other) => one - other).map((at) => names[at] ?? '');
  return { names: shown, others: codes.length - shown.length };
}

/** scikit-learn's confusion_matrix with sample_weight: rows are what is true, columns what was predicted. */
export function confusionMatrix(
  { names: shown, others }: ConfusionClasses,
  names: readonly string[],
  labels: Float64Array,
  predictions: Float64Array,
  weights: Weights,
): ConfusionMatrix {
  if (names.length === 2 && shown.length === 2 && weights === null)
    return { classes: shown, others: 0, counts: ofTwo(labels, predictions) };
  const known = new Map(shown.map((name, at) => [name, at]));
  const places = Uint16Array.from(names, (name) => known.get(name) ?? shown.length);
  // a class of the one model that the other never met makes a row and a column of their own
  const size = shown.length + 1;
  const counts = new Float64Array(size * size);
  for (let row = 0; row < labels.length; row++) {
    const label = places[labels[row] ?? 0] ?? shown.length;
    const at = label * size + (places[predictions[row] ?? 0] ?? shown.length);
    counts[at] = (counts[at] ?? 0) + (weights === null ? 1 : (weights[row] ?? 0));
  }
  const unmet = names.filter((name) => !known.has(name)).length;
  const most = Math.max(others, unmet);
  const used = most === 0 ? shown.length : size;
  const table = Array.from({ length: used }, (_, label) => [
    ...counts.subarray(label * size, label * size + used),
  ]);
  return { classes: shown, others: most, counts: table };
}

/** Of two classes the counts that the measures have taken tell it all. */
function ofTwo(labels: Float64Array, predictions: Float64Array): number[][] {
  const classes = confusions(labels, predictions, null);
  const [first = NONE, second = NONE] = [classes.get(0), classes.get(1)];
  return [
    [first.found, first.labelled - first.found],
    [second.labelled - second.found, second.found],
  ];
}
