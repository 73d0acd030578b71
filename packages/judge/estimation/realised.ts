import { MEASURES } from '#metrics/measure/measures';
import { expectedOfMany, type OfMany, type OfTwo, oneOf } from './expected.ts';
import type { Labelled } from './sampling.ts';

/** Of a part that holds one class, or of one answer, these say nothing. */
const OF_BOTH: readonly OfTwo[] = ['roc_auc', 'f1', 'precision', 'recall'];

/** What a measure was on labelled rows; NaN where it says nothing, as in NannyML. */
export function realisedOf(metric: OfTwo, { scores, predictions, labels }: Labelled): number {
  const one = (values: Float64Array) => values.every((value) => value === values[0]);
  const single = one(labels) || (metric !== 'roc_auc' && one(predictions));
  const measure = MEASURES.find(({ name }) => name === metric);
  if (measure === undefined || labels.length === 0 || (single && OF_BOTH.includes(metric))) return Number.NaN;
  const found = measure.value(labels, measure.needs === 'scores' ? scores : predictions);
  return typeof found === 'number' ? found : Number.NaN;
}

/**
 * The same of many classes: the mean over all of them, 0 where a denominator is. NaN, as in NannyML, where labels or
 * predictions are all of one class; an area also where one of the classes is missing.
 */
export function realisedOfMany(metric: OfMany, rows: Labelled, classes: number): number {
  const { labels, predictions, scores } = rows;
  if (metric === 'roc_auc_ovr') {
    const areas = Array.from({ length: classes }, (_, at) => realisedOf('roc_auc', labelledOne(rows, at)));
    return areas.reduce((sum, area) => sum + area, 0) / classes;
  }
  const one = (values: Float64Array) => values.every((value) => value === values[0]);
  if (one(labels) || one(predictions)) return Number.NaN;
  const n = labels.length;
  // what is known for sure has the chance 1
  const chances = scores.map((_, at) => Number(labels[at % n] === Math.floor(at / n)));
  return expectedOfMany({ scores, predictions, chances }, classes)[metric];
}

/** Labelled rows as those of two classes: this one or not. */
export function labelledOne({ labels, ...rows }: Labelled, at: number): Labelled {
  const { scores, predictions } = oneOf({ ...rows, chances: rows.scores }, at);
  return { scores, predictions, labels: labels.map((one) => Number(one === at)) };
}
