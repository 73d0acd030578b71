import { TABLES } from '#metrics/reader/extension';
import type { Command } from '../command.ts';
import { refuseNames } from './option.ts';

/** `mlops judge estimate`: how good a classifier is where labels are not there yet, on files. */
export const estimate: Command = {
  name: 'judge estimate',
  description:
    'Estimate the performance of a classifier on rows without labels from its scores: mlops judge estimate --reference reference.csv --current current.csv (docs/judge-estimate.md).',
  usage: '--reference reference.csv --current current.csv',
  options: {
    'reference <file>': `Rows whose labels are known, in order of time: a table (${TABLES}) of columns label, score (score_<class> of many classes) and, if there is one, prediction.`,
    'current <file>': 'Rows without labels: score and, if there is one, prediction.',
    'columns <role=name>': 'Columns of other names: label=late,score=p_late,prediction=said.',
    'task <task>': 'binary, or multiclass: scores are a column a class then. Default: binary.',
    'positive <value>': 'The label that is positive. Default: 1, true or yes.',
    'metrics <names>':
      'Measures to estimate, of roc_auc, average_precision, f1, precision, recall, specificity, accuracy; of many classes of roc_auc_ovr, f1_macro, precision_macro, recall_macro, accuracy. Default: all.',
    'chunks <count>': 'Into how many chunks each file is cut. Default: 10.',
    'chunk-size <rows>': 'Or rows of a chunk.',
    'chunk-period <period>': 'Or hour, day, week or month (UTC) of a chunk, by the column that --time names.',
    'time <column>': 'The column of times: rows are sorted by it. Default: rows are in order.',
    'fail-on <decisions>': 'Decisions that end with status 1. Default: fail,inconclusive,error.',
    json: 'Print the judgement as JSON; NaN is null there.',
  },
  async run(words, _env, cwd) {
    refuseNames(this, words.names);
    const { judgeEstimate } = await import('./judgeestimate.ts');
    return judgeEstimate(words, cwd);
  },
};
