import type { Command } from './command.ts';
import { CONFIG } from './invoke.ts';

/** `mlops explain <stage>`: whether it would run now, and what differs from the nearest earlier key. Runs nothing. */
export const explain: Command = {
  name: 'explain',
  description:
    'Say whether a stage (data, train, evaluate, containerize) would run now or be skipped, and what differs from the nearest earlier key. Runs nothing.',
  usage: '<stage> [--format json]',
  options: {
    'format <text|json>': 'How it is printed. Default: text.',
    ...CONFIG,
  },
  run: async (words, env, cwd) => (await import('./outlook.ts')).explainStage(words, env, cwd),
};
