import { posix } from 'node:path';
import type { Stage } from './stage.ts';

/** Commands that leave nothing behind for the next: no folder, no variable, no way out. */
const PLAIN = /^(?!(?:cd|export|exit|source|set|exec|trap|umask)\b)(?!\.\s)[\w./=@:,+ -]+$/;

/** The commands of stages as one script: each in the stage's folder and, where it could matter, in a shell of its own. */
export function script(stages: readonly Stage[]): string {
  const alone = stages.length === 1 && stages[0]?.commands.length === 1 && stages[0].folder === '';
  return stages
    .flatMap((stage) => stage.commands.map((command) => (alone ? command : step(stage, command))))
    .join('\n');
}

function step({ folder }: Stage, command: string): string {
  if (folder === '' && PLAIN.test(command)) return command;
  const body = folder === '' ? command : `cd ${quoted(posix.normalize(folder))}\n${command}`;
  return `(\n${body}\n)`;
}

/** Python's shlex.quote: one word of a shell's line. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
