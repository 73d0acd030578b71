import { MEASURES } from '#metrics/measure/measures';
import type { Estimated } from './expected.ts';
import type { Labelled } from './sampling.ts';

/** Of a part that holds one class, or of one answer, these say nothing. */
const OF_BOTH: readonly Estimated[] = ['roc_auc', 'f1', 'precision', 'recall'];

/** What a measure was on labelled rows; NaN where it says nothing, as in NannyML. */
export function realisedOf(metric: Estimated, { scores, predictions, labels }: Labelled): number {
  const one = (values: Float64Array) => values.every((value) => value === values[0]);
  const single = one(labels) || (metric !== 'roc_auc' && one(predictions));
  const measure = MEASURES.find(({ name }) => name === metric);
  if (measure === undefined || labels.length === 0 || (single && OF_BOTH.includes(metric))) return Number.NaN;
  const found = measure.value(labels, measure.needs === 'scores' ? scores : predictions);
  return typeof found === 'number' ? found : Number.NaN;
}
