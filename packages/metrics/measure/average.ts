import { type Confusion, confusions, fOf, precisionOf, recallOf } from './confusion.ts';
import { type Measure, SHARE } from './measure.ts';
import { sum } from './sum.ts';

type Of = (confusion: Confusion) => number;
type Average = (classes: readonly Confusion[], of: Of) => number;

/** Each class counts the same. */
const macro: Average = (classes, of) =>
  sum(classes.length, (at) => shareOf(classes[at], of)) / classes.length;

/** Each class counts as much as its rows. */
const weighted: Average = (classes, of) => {
  const rows = sum(classes.length, (at) => classes[at]?.labelled ?? 0);
  return sum(classes.length, (at) => (classes[at]?.labelled ?? 0) * shareOf(classes[at], of)) / rows;
};

/** Of the counts of all classes together. */
const micro: Average = (classes, of) =>
  of({
    labelled: sum(classes.length, (at) => classes[at]?.labelled ?? 0),
    predicted: sum(classes.length, (at) => classes[at]?.predicted ?? 0),
    found: sum(classes.length, (at) => classes[at]?.found ?? 0),
  });

/**
 * A class that is never predicted has precision 0, one that is never labelled recall 0: scikit-learn's default,
 * so that a class the model gave up on lowers the mean instead of leaving it.
 */
function shareOf(confusion: Confusion | undefined, of: Of): number {
  return confusion === undefined ? 0 : of(confusion) || 0;
}

/** scikit-learn's precision_score, recall_score and f1_score with `average`, over the classes labelled or predicted. */
function family(name: string, average: Average): readonly Measure[] {
  const one = (of: Of, share: string): Measure => ({
    name: `${share}_${name}`,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    range: SHARE,
    needs: 'predictions',
    value: (labels, predictions, weights = null) =>
      average([...confusions(labels, predictions, weights).values()], of),
  });
  return [one(precisionOf, 'precision'), one(recallOf, 'recall'), one(fOf(1), 'f1')];
}

export const macroFamily = family('macro', macro);
export const furtherAverages = [...family('micro', micro), ...family('weighted', weighted)];
