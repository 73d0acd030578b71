import type { Direction } from '../measurement.ts';
import { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { below, isTree, type Tree } from './tree.ts';

/**
 * Results of lm-evaluation-harness (lm_eval/evaluator.py, `results`): each task or group has entries
 * `<metric>,<filter>` with `<metric>_stderr,<filter>` beside it, before 0.4 without a filter. They become
 * `<task>.<metric>`, with the filter behind it where it is not `none`; `n-samples` says how many examples, and
 * `higher_is_better` which side.
 */
export const harness: Dialect = {
  recognises: (tree) =>
    isTree(tree['results']) &&
    Object.values(tree['results']).every(isTree) &&
    ['versions', 'n-shot', 'configs', 'higher_is_better'].some((name) => isTree(tree[name])),
  read(tree) {
    const found = new Collection();
    // groups are in `results` too since 0.4.3; before, they are in `groups` alone
    for (const part of ['results', 'groups']) {
      const tasks = tree[part];
      if (!isTree(tasks)) continue;
      for (const [task, scores] of Object.entries(tasks))
        if (isTree(scores)) addTask(task, scores, tree, found);
    }
    return found.finish('lm-evaluation-harness');
  },
};

function addTask(task: string, scores: Tree, tree: Tree, found: Collection): void {
  for (const [key, value] of Object.entries(scores)) {
    const [metric = '', filter = 'none'] = key.split(',');
    if (typeof value !== 'number' || metric.endsWith('_stderr') || metric === 'sample_len') continue;
    const stderr = scores[key.includes(',') ? `${metric}_stderr,${filter}` : `${metric}_stderr`];
    found.add([task, metric, ...(filter === 'none' ? [] : [filter])].join('.'), value, {
      ...rowsOf(tree, task, scores, key),
      ...(typeof stderr === 'number' && Number.isFinite(stderr) ? { standardError: stderr } : {}),
      ...directionIn(tree, task, metric),
    });
  }
}

/** How many examples a score rests on; a group says it itself. */
function rowsOf(tree: Tree, task: string, scores: Tree, key: string): { readonly rows?: number } {
  const said = [
    below(scores, 'sample_count', key),
    below(tree, 'n-samples', task, 'effective'),
    scores['sample_len'],
  ].find((count) => typeof count === 'number');
  return typeof said === 'number' ? { rows: said } : {};
}

function directionIn(tree: Tree, task: string, metric: string): { readonly direction?: Direction } {
  const higher = below(tree, 'higher_is_better', task, metric);
  return typeof higher === 'boolean' ? { direction: higher ? 'higher-is-better' : 'lower-is-better' } : {};
}
