import { cut, pad, wrap } from './cell.ts';
import type { StageLine } from './facts.ts';
import { duration } from './number.ts';
import { paint } from './paint.ts';
import { loggable } from './visible.ts';

export interface ChainOptions {
  readonly width?: number;
  readonly ascii?: boolean;
  readonly colour?: boolean;
  /** columns of the stage names; give the longest to come when lines are shown one by one */
  readonly names?: number;
  /** what all of it took, where that is not the sum of the stages */
  readonly spent?: number;
}

const TONE = { ran: 'good', reused: 'open', skipped: 'open', failed: 'bad' } as const;
const STATE = 'skipped'.length;
const TIME = '12 min 34 s'.length;

/**
 * A stage of the chain, `train  skipped  same key as run 12, saved 21 s`: name, what happened, how long it took
 * (a skipped stage says what was saved instead), why. Longer than the width: the reason continues below itself.
 */
export function stageLine(line: StageLine, options: ChainOptions = {}): string {
  const { width = 80, ascii = false } = options;
  const names = Math.max(options.names ?? 0, 8);
  const name = pad(cut(loggable(line.stage), names, ascii ? '..' : '…'), names, 'left');
  const state = paint(options.colour ?? false)(TONE[line.state], pad(line.state, STATE, 'left'));
  const time = pad(line.state === 'skipped' ? '' : duration(line.seconds), TIME, 'right');
  const before = names + 2 + STATE + 2 + TIME + 2;
  const [first = '', ...rest] = wrap(loggable(reason(line)), Math.max(20, width - before));
  const below = rest.map((more) => `\n${' '.repeat(before)}${more}`).join('');
  return `${name}  ${state}  ${time}  ${first}${below}`.trimEnd();
}

function reason({ state, savedSeconds, why }: StageLine): string {
  const saved = state === 'ran' || state === 'failed' ? undefined : savedSeconds;
  return saved === undefined ? why : `${why}, saved ${duration(saved)}`;
}

/** The whole chain with its total. */
export function chain(lines: readonly StageLine[], options: ChainOptions = {}): string {
  const names = Math.max(8, options.names ?? 0, ...lines.map(({ stage }) => Math.min(20, stage.length)));
  const shown = lines.map((line) => stageLine(line, { ...options, names }));
  return `${[...shown, total(lines, names, options.spent)].join('\n')}\n`;
}

function total(lines: readonly StageLine[], names: number, all?: number): string {
  const spent = all ?? lines.reduce((sum, { seconds }) => sum + seconds, 0);
  const kept = lines.filter(({ state }) => state === 'skipped' || state === 'reused');
  const saved = kept.reduce((sum, { savedSeconds }) => sum + (savedSeconds ?? 0), 0);
  const time = pad(duration(spent), TIME, 'right');
  const label = pad('total', names, 'left');
  return `${label}  ${' '.repeat(STATE)}  ${time}${saved > 0 ? `  saved ${duration(saved)}` : ''}`;
}
