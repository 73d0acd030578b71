import { setFlagsFromString } from 'node:v8';
import { TABLES } from '#metrics/reader/extension';
import type { Command } from '../command.ts';
import { refuseNames } from './option.ts';

/** `mlops judge canary`: a canary against its baseline, on files. */
export const canary: Command = {
  name: 'judge canary',
  description: 'Judge a canary against its baseline, metric by metric (docs/judge-canary.md).',
  usage: '--config canary.yml --control control.csv --experiment canary.csv',
  options: {
    'config <file>':
      'What is judged: YAML or JSON, e.g. metrics: [{ name: latency, direction: increase, tolerance: 0.1 }]; or a Kayenta canary configuration.',
    'control <file>': `Values of the baseline: a table (${TABLES}) of a column a metric and one called time, or JSON ({"latency": [12.1, null]} or {"latency": {"time": […], "values": […]}}).`,
    'experiment <file>': 'Values of the canary, in the same form.',
    'method <strict|kayenta>':
      'Which judge. Default: strict; kayenta is NetflixACAJudge-v1.0 (docs/judge-kayenta.md).',
    'looks <count>':
      'Strict: how often this canary is judged while its series grow. Default: that of the rules, else 1.',
    'look <number>':
      'Strict: which of them this is, 1 the first; it may then spend what is its own of the error. Default: all have the same share.',
    'fail-on <decisions>': 'Strict: decisions that end with status 1. Default: fail,inconclusive,error.',
    'pass <score>': 'Kayenta: score from which it passes. Default: that of the configuration, else 95.',
    'marginal <score>':
      'Kayenta: score from which it is marginal. Default: that of the configuration, else 75.',
    'seed <number>': 'Kayenta: seed of the noise that two constant sides get. Default: 0.',
    json: 'Print the judgement as JSON; NaN is null there.',
  },
  async run(words, _env, cwd) {
    refuseNames(this, words.names);
    const { judgeCanary } = await import('./judgecanary.ts');
    // what is young dies young here: V8 would give it 16 MB, for nothing
    setFlagsFromString('--semi-space-growth-factor=1');
    return judgeCanary(words, cwd);
  },
};
