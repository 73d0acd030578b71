import { type Confusion, confusions, f1Of, precisionOf, recallOf } from './confusion.ts';
import type { Measure } from './measure.ts';
import { mean } from './sum.ts';

/**
 * Mean over the classes that are labelled or predicted on these rows, each class counting the same. A class that
 * is never predicted has precision 0, one that is never labelled recall 0: scikit-learn's default for average='macro',
 * so that a class the model gave up on lowers the mean instead of leaving it.
 */
function macro(name: string, of: (confusion: Confusion) => number): Measure {
  return {
    name: `${name}_macro`,
    tasks: ['multiclass'],
    direction: 'higher-is-better',
    needs: 'predictions',
    value: (labels, predictions) => {
      const values = [...confusions(labels, predictions).values()].map(of);
      return mean(values.length, (index) => values[index] || 0);
    },
  };
}

export const macroFamily: readonly Measure[] = [
  macro('precision', precisionOf),
  macro('recall', recallOf),
  macro('f1', f1Of),
];
