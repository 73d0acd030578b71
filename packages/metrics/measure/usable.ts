import { extentOf } from '../extent.ts';
import { rowsIn } from './cases.ts';
import type { Cases, Measure, Undefined } from './measure.ts';

/** Why these rows can give no measure of predictions, or of scores; null where they can. */
export interface Lacks {
  readonly predictions: Undefined | null;
  readonly scores: Undefined | null;
}

export function lacksOf(cases: Cases): Lacks {
  const { labels, weights, predictions, scores } = cases;
  const rows = rowsIn(cases);
  const because = (count: number, noun: string) => `${count} of ${rows} rows have no usable ${noun}`;
  const shared = () => {
    if (rows === 0) return 'there are no rows';
    const unlabelled = notFinite(labels, rows);
    if (unlabelled > 0) return because(unlabelled, 'label');
    const unweighed = weights === undefined ? 0 : notFinite(weights, rows);
    if (unweighed > 0) return because(unweighed, 'weight');
    return weights?.every((weight) => weight === 0) === true ? 'every weight is 0' : null;
  };
  const all = shared();
  const of = (answers: Float64Array | null, noun: string): Undefined | null => {
    if (all !== null) return { because: all };
    const unanswered = answers === null ? rows : notFinite(answers, rows);
    return unanswered === 0 ? null : { because: because(unanswered, noun) };
  };
  return { predictions: of(predictions, 'prediction'), scores: of(scores, 'score') };
}

/** Rows that have a value that is no finite number, in any of the columns that stand one after the other. */
function notFinite(values: Float64Array, rows: number): number {
  if (extentOf(values).finite) return 0;
  const odd = new Set<number>();
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) odd.add(at % rows);
  return odd.size;
}

/** What to do for a measure whose column the file lacks. */
export function lackingColumn(needs: Measure['needs'], task: string): string {
  if (needs === 'predictions') return 'it needs a column of predictions: name it under columns: (prediction)';
  if (task === 'multiclass')
    return 'it needs a column of scores for each class: name them under columns: (score: p_*)';
  return 'it needs a column of scores: name it under columns: (score)';
}
