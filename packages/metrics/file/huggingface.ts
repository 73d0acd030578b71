import { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { collect } from './plain.ts';
import { isTree, type Tree } from './tree.ts';
import type { Point } from './written.ts';

/** Numbers of a log entry that say when, not how well. */
const WHEN = new Set(['step', 'epoch', 'total_flos']);

/** Lengths of time in seconds (transformers/trainer_utils.py, speed_metrics). */
const SECONDS = /(^|_)(runtime|preparation_time)$/;
const RATE = /_per_second$/;

/**
 * `all_results.json`, `eval_results.json` and `train_results.json`, which Hugging Face's `Trainer.save_metrics` writes:
 * names with `eval_`, `train_`, `test_` or `predict_` in front beside `epoch`.
 */
export const allResults: Dialect = {
  recognises: (tree) =>
    Object.values(tree).every((value) => !isTree(value)) &&
    Object.keys(tree).some((name) =>
      /^(eval|train|test|predict)_(loss|runtime|samples|samples_per_second)$/.test(name),
    ),
  read(tree) {
    const found = new Collection();
    for (const [name, value] of Object.entries(tree)) {
      if (typeof value !== 'number') continue;
      const timed = SECONDS.test(name) ? 'seconds' : RATE.test(name) ? 'per second' : undefined;
      found.add(name, value, {
        ...(timed === undefined ? {} : { unit: timed }),
        ...rowsOf(tree, name),
      });
    }
    return found.finish('Hugging Face results');
  },
};

/** `eval_samples` says how many examples each `eval_…` rests on. */
function rowsOf(tree: Tree, name: string): { readonly rows?: number } {
  const samples = tree[`${name.split('_')[0]}_samples`];
  return typeof samples === 'number' && !name.endsWith('_samples') ? { rows: samples } : {};
}

/**
 * `trainer_state.json` (transformers/trainer_callback.py, TrainerState): `log_history` holds what was logged by step;
 * `best_metric` is what the best model was chosen by.
 */
export const trainerState: Dialect = {
  recognises: (tree) => Array.isArray(tree['log_history']),
  read(tree) {
    const found = new Collection();
    const log: readonly unknown[] = Array.isArray(tree['log_history']) ? tree['log_history'] : [];
    const series = new Map<string, Point[]>();
    for (const [at, entry] of log.entries()) {
      if (!isTree(entry)) continue;
      const step = typeof entry['step'] === 'number' ? entry['step'] : at;
      for (const [name, value] of Object.entries(entry)) {
        if (typeof value !== 'number' || WHEN.has(name)) continue;
        const points = series.get(name) ?? [];
        points.push({ step, value });
        series.set(name, points);
      }
    }
    for (const [name, points] of series) found.addSeries(name, points);
    for (const name of ['best_metric', 'best_global_step', 'epoch', 'global_step', 'total_flos']) {
      collect(name, tree[name], found);
    }
    return found.finish('Hugging Face trainer state');
  },
};
