import { Mistake } from '#kit/outcome';
import type { Command } from './command.ts';
import { canary } from './judge/canary.ts';
import { drift } from './judge/drift.ts';

/** `mlops judge <what>`: every judge, on files, from a terminal. */
export const judge: Command = {
  name: 'judge',
  description: 'Judge files from a terminal, as the actions do (docs/verdicts.md).',
  usage: '<what> …',
  options: {},
  commands: [canary, drift],
  async run({ names: [what] }) {
    const known = (this.commands ?? []).map(({ name }) => name.replace('judge ', '')).join(', ');
    const found = what === undefined ? 'takes what is to be judged' : `knows no ${what}`;
    throw new Mistake({ subject: 'judge', what: found, remedy: `There are: ${known}.` });
  },
};
