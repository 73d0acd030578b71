import { relative, resolve } from 'node:path';
import type { Position } from '#kit/outcome';
import type { Clock, Log } from '#kit/ports';
import { startProgress } from '../progress.ts';
import { quoteLines } from '../quoting.ts';
import type { Redaction } from '../redaction.ts';
import { workflowCommand } from './command.ts';

interface Surroundings {
  readonly line: (text: string) => void;
  readonly clock: Clock;
  readonly redaction: Redaction;
  /** annotations name files relative to the checkout, positions relative to the project folder */
  readonly root: string;
  readonly workspace: string;
}

/** The job log: groups fold, problems become annotations. */
export function jobLog({ line, clock, redaction, root, workspace }: Surroundings): Log {
  const print = (text: string) => {
    // twice: what a control character had split is one word only when it is quoted
    for (const one of quoteLines(redaction.apply(text))) line(redaction.apply(one));
  };
  const place = (at?: Position) =>
    at === undefined
      ? {}
      : { file: relative(workspace, resolve(root, at.file)), line: at.line, col: at.column };
  const annotate = (level: 'notice' | 'warning' | 'error') => (text: string, at?: Position) =>
    line(workflowCommand(level, place(at), redaction.apply(text)));
  let depth = 0;
  return {
    async group(title, body) {
      // the runner closes a group where another opens: of nested ones the outer folds
      const outermost = depth++ === 0;
      if (outermost) line(workflowCommand('group', {}, redaction.apply(title)));
      else print(`▸ ${title}`);
      try {
        return await body();
      } finally {
        depth--;
        if (outermost) line(workflowCommand('endgroup', {}, ''));
      }
    },
    debug: (text) => line(workflowCommand('debug', {}, redaction.apply(text))),
    info: print,
    notice: annotate('notice'),
    warning: annotate('warning'),
    error: annotate('error'),
    foreign: print,
    mask(secret) {
      if (secret.trim() === '') return;
      redaction.add(secret);
      line(workflowCommand('add-mask', {}, secret));
    },
    masked: () => redaction.secrets(),
    progress: (label) =>
      startProgress(label, clock, { refreshed: false, show: (text) => text !== null && print(text) }),
  };
}
