import type { Command } from './command.ts';
import { explain } from './explain.ts';
import { history } from './history.ts';
import { importing } from './import.ts';
import { init } from './init.ts';
import { judge } from './judge.ts';
import { lineage } from './lineage.ts';
import { overview } from './overview.ts';
import { replay } from './replay.ts';

/** Every command that is no action, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  explain,
  lineage,
  history,
  overview,
  replay,
  init,
  importing,
  judge,
];
