import type { Command } from './command.ts';
import { CONFIG } from './invoke.ts';

/** `mlops history`: what has been tried here, from the records alone. What it does is loaded when it is asked for. */
export const history: Command = {
  name: 'history',
  description:
    'List, filter and compare what has been trained and evaluated, from the records: in .mlops and in fetched refs.',
  usage: '[run…] [--compare] [--option value …]',
  options: {
    'metric <condition>':
      'Only runs whose metric keeps to it: "roc_auc > 0.75", "roc_auc[carrier=AA] >= 0.6". May be given again.',
    'param <condition>':
      'Only runs whose parameter keeps to it: lr=0.1, lr>0.01, optimizer!=adam. May be given again.',
    'since <time>':
      'Only what happened from then on: a day (2026-11-24), a time in UTC, or 30min, 12h, 7d, 2w ago.',
    'until <time>': 'Only what happened until then.',
    'stage <train|evaluate>': 'Only runs that have the stage.',
    'verdict <verdict>': 'Only runs with it: pass, marginal, fail, inconclusive, error; several with commas.',
    'model <name>': "Of this model; default that of mlops.yml. '*' for every one.",
    'sort <name>':
      'By time, a metric, a parameter or a column. The best comes first where a direction is known; name:asc, name:desc.',
    'limit <n|all>': 'How many are shown. Default: 20.',
    'columns <names>':
      'Which columns, with commas: metrics, parameters, record, when, commit, verdict, seconds, run, …',
    'format <table|json|csv|markdown>': 'Default: a table as wide as the terminal.',
    compare:
      'Set runs side by side: those named, else the last two. A run is named by its record, commit or run id.',
    ...CONFIG,
  },
  run: async (words, env, cwd) => (await import('./lookback.ts')).lookBack(words, env, cwd),
};
