import { Mistake } from '#kit/outcome';
import type { Command } from '../command.ts';

/** `mlops judge canary`: a canary against its baseline, on files. */
export const canary: Command = {
  name: 'judge canary',
  description:
    'Judge a canary against its baseline by a Kayenta canary configuration (docs/judge-kayenta.md).',
  usage: '--config canary.json --control control.json --experiment canary.csv',
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
    const [odd] = words.names;
    if (odd !== undefined) {
      const remedy = `Write mlops ${this.name} ${this.usage}.`;
      throw new Mistake({ subject: odd, what: 'is not understood', remedy });
    }
    const { judgeCanary } = await import('./judgecanary.ts');
    return judgeCanary(words, cwd);
  },
};
