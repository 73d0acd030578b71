import { TABLES } from '#metrics/reader/extension';
import type { Command } from '../command.ts';
import { refuseNames } from './option.ts';

/** `mlops judge drift`: a data set beside its reference, on files. */
export const drift: Command = {
  name: 'judge drift',
  description: 'Judge whether data have drifted from a reference (docs/judge-drift.md).',
  usage: '--reference reference.csv --current current.csv',
  options: {
    'reference <file>': `Rows (${TABLES}), or a profile (.json) that --profile-out wrote.`,
    'current <file>': 'Rows of now, in any of these formats.',
    'method <name>':
      'size-aware (default): distance, and evidence for the number of rows; evidently, nannyml, deepchecks: their tests and thresholds.',
    'time <column>':
      'The column of times. What differs between days of the reference anyway is then no drift.',
    'must-not-drift <columns>': 'Columns of which not one may drift, apart by commas.',
    'ignore <columns>': 'Columns that are passed over, e.g. ids, apart by commas.',
    'share <number>': 'From this share of moved columns on it fails. Default: 0.5.',
    'seed <number>': 'Seed of the draws. Default: 0.',
    'profile-out <file>': 'Writes the profile of the reference: counts, without its rows.',
    json: 'Print the judgement as JSON.',
  },
  async run(words, _env, cwd) {
    refuseNames(this, words.names);
    const { judgeDriftOf } = await import('./judgedrift.ts');
    return judgeDriftOf(words, cwd);
  },
};
