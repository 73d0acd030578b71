import { declare } from '#kit/declaration';
import { choice, flag, list } from '#kit/field';
import { evaluateFields, failOn, TASKS } from '#project/sections';
import type { Command } from '../command.ts';

const { columns, positive, slices, gates, confidence, on } = evaluateFields;

/** What `mlops judge compare` takes: what evaluate takes, of files. */
export const comparison = declare({
  name: 'judge compare',
  description: 'Judge the predictions of one model by gates, beside those of another (docs/verdicts.md).',
  permissions: {},
  section: null,
  inputs: {
    candidate: list({
      description:
        'Predictions of the model that is judged: CSV, JSON Lines, Parquet or NumPy, a row a case. Several files are training runs, each with a seed of its own.',
    }),
    baseline: list({
      description:
        'Predictions of the model it is compared with, on the same rows; several as for the candidate.',
    }),
    'shared-seeds': flag({
      description:
        'File k of both sides was trained on the same split in the same order: they are paired. Else nothing is.',
      default: 'false',
    }),
    gates,
    task: choice({
      description: 'What the models do: binary, multiclass, multilabel, regression, ranking or text.',
      of: TASKS,
      default: 'binary',
    }),
    columns,
    positive,
    slices,
    confidence,
    'min-n': evaluateFields['min-n'],
    on,
    'resampling-seed': evaluateFields['resampling-seed'],
    'fail-on': failOn,
    json: flag({ description: 'Print the verdict as JSON.', default: 'false' }),
  },
  outputs: {},
});

const FILES = new Set(['candidate', 'baseline']);

/** `mlops judge compare`: the decision of evaluate, on files. */
export const compare: Command = {
  name: comparison.name,
  description: comparison.description,
  usage:
    '--candidate candidate.csv --baseline baseline.csv --gates "accuracy >= 0.7" --gates "accuracy >= baseline - 0.05"',
  options: Object.fromEntries(
    Object.entries(comparison.inputs).map(([name, { kind, description, default: preset }]) => [
      kind === 'yes or no' ? name : FILES.has(name) ? `${name} <files…>` : `${name} <${kind}>`,
      preset === undefined || preset === '' || kind === 'yes or no'
        ? description
        : `${description} Default: ${preset.replaceAll('\n', ', ')}.`,
    ]),
  ),
  async run(words, _env, cwd) {
    const { judgeCompare } = await import('./judgecompare.ts');
    return judgeCompare(words, cwd);
  },
};
