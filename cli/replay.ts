import type { Command } from './command.ts';
import { CONFIG } from './invoke.ts';
import { orderOf } from './replayorder.ts';

/** `mlops replay <record>`. What it takes is loaded when it is asked for. */
export const replay: Command = {
  name: 'replay',
  description:
    'Make again what a record is of, in a clean folder, and compare: to the byte, else the numbers within a tolerance.',
  usage: '<record> [--option value …]',
  options: {
    'into <folder>':
      'An empty folder to work in; it stays. Default: a temporary one, kept only when the result differs.',
    keep: 'Keep the temporary folder in any case.',
    'tolerance <relative>': 'How far numbers may be apart, relative to the larger of two. Default: 1e-6.',
    'repository <path or address>':
      'Where the commit is. Default: the checkout around you, else around the record.',
    'data <name=path>':
      'Bytes of a dataset that neither git nor this machine holds any more; may be repeated.',
    'format <text|json>': 'How the account is printed. Default: text.',
    ...CONFIG,
    'dry-run': 'Say what would be done and what could not be restored, and run nothing.',
  },
  async run(words, env, cwd) {
    const order = orderOf(words);
    const { performReplay } = await import('./replay-run.ts');
    return performReplay(order, words, env, cwd);
  },
};
