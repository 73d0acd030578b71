import type { Command } from './command.ts';

/** `mlops explain <stage>`: whether it would run now, and what differs from the nearest earlier key. Runs nothing. */
export const explain: Command = {
  name: 'explain',
  description:
    'Say whether a stage (data, train, evaluate) would run now or be skipped, and what differs from the nearest earlier key. Runs nothing.',
  usage: '<stage> [--json]',
  options: {
    'config <file>': 'The configuration file. Default: mlops.yml here.',
    json: 'As one JSON object.',
  },
  run: async (words, env, cwd) => (await import('./outlook.ts')).explainStage(words, env, cwd),
};
