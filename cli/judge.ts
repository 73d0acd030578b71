import { Mistake } from '#kit/outcome';
import type { Command } from './command.ts';
import { anomaly } from './judge/anomaly.ts';
import { canary } from './judge/canary.ts';
import { compare } from './judge/compare.ts';
import { estimate } from './judge/estimate.ts';

/** `mlops judge <what>`: every judge, on files, from a terminal. */
export const judge: Command = {
  name: 'judge',
  description: 'Judge files from a terminal, as the actions do (docs/verdicts.md).',
  usage: '<what> …',
  options: {},
  commands: [compare, canary, estimate, anomaly],
  async run({ names: [what] }) {
    const known = (this.commands ?? []).map(({ name }) => name.replace('judge ', '')).join(', ');
    const found = what === undefined ? 'takes what is to be judged' : `knows no ${what}`;
    throw new Mistake({ subject: 'judge', what: found, remedy: `There are: ${known}.` });
  },
};
