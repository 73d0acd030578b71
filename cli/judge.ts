import { Mistake } from '#kit/outcome';
import type { Command } from './command.ts';

/** `mlops judge canary`: a judge on files, from a terminal. */
export const judge: Command = {
  name: 'judge',
  description:
    'Judge a canary against its baseline by a Kayenta canary configuration (docs/judge-kayenta.md).',
  usage: 'canary --config canary.json --control control.json --experiment canary.csv',
  options: {
    'config <file>': 'The canary configuration, as Kayenta stores it.',
    'control <file>':
      'Values of the baseline: JSON of a list a metric ({"latency": [12.1, null]}), or a table (.csv, .tsv, .jsonl, .parquet) of a column a metric.',
    'experiment <file>': 'Values of the canary, in the same form.',
    'pass <score>': 'Score from which it passes. Default: that of the configuration, else 95.',
    'marginal <score>': 'Score from which it is marginal. Default: that of the configuration, else 75.',
    'seed <number>': 'Seed of the noise that two constant sides get. Default: 0.',
    json: 'Print the judgement as JSON; NaN is null there.',
  },
  async run(words, _env, cwd) {
    const [what, ...more] = words.names;
    if (what !== 'canary' || more.length > 0) {
      throw new Mistake({
        subject: 'judge',
        what: 'takes canary',
        remedy: `Write mlops judge ${this.usage}.`,
      });
    }
    const { judgeCanary } = await import('./judge-canary.ts');
    return judgeCanary(words, cwd);
  },
};
