import { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { isTree, type Tree } from './tree.ts';

const AVERAGES: ReadonlyMap<string, string> = new Map([
  ['macro avg', 'macro'],
  ['micro avg', 'micro'],
  ['weighted avg', 'weighted'],
  ['samples avg', 'samples'],
]);

/**
 * scikit-learn's `classification_report(output_dict=True)`: a class has precision, recall, f1-score and support, and so
 * has each average. They are spelled as our own measures are: `precision_macro`, `f1_weighted`, `class.<name>.recall`.
 */
export const classReport: Dialect = {
  recognises: (tree) => isScores(tree['weighted avg']) && isScores(tree['macro avg']),
  read(tree) {
    const found = new Collection();
    const all = supportOf(tree['weighted avg']);
    for (const [name, value] of Object.entries(tree)) {
      if (typeof value === 'number') found.add(name, value, all);
      if (!isScores(value)) continue;
      const average = AVERAGES.get(name);
      for (const [score, number] of Object.entries(value)) {
        if (typeof number !== 'number') continue;
        const measure = score === 'f1-score' ? 'f1' : score;
        if (average === undefined) found.add(`class.${plain(name)}.${measure}`, number, supportOf(value));
        else if (measure !== 'support') found.add(`${measure}_${average}`, number, supportOf(value));
      }
    }
    return found.finish('scikit-learn classification report');
  },
};

/** A class may be called `1.0`: a point would part its name. */
function plain(name: string): string {
  return name.replaceAll('.', '_');
}

function isScores(value: unknown): value is Tree {
  return isTree(value) && ['precision', 'recall', 'f1-score', 'support'].every((name) => name in value);
}

function supportOf(scores: unknown): { readonly rows?: number } {
  const support = isTree(scores) ? scores['support'] : undefined;
  return typeof support === 'number' ? { rows: support } : {};
}
