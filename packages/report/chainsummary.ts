import type { StageLine } from './facts.ts';
import { code, table, text } from './markdown.ts';
import { duration } from './number.ts';

const EMOJI = { ran: '✅', reused: '♻️', skipped: '⏭️', failed: '❌' } as const;

/** The stages of a run as a table of Markdown, above what each of them has to show. */
export function chainSummary(lines: readonly StageLine[]): string {
  const spent = lines.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = lines.map(({ stage, state, seconds, why, savedSeconds }) => [
    code(stage),
    `${EMOJI[state]} ${state}`,
    state === 'skipped' ? '' : duration(seconds),
    savedSeconds === undefined ? text(why) : `${text(why)}, saved ${duration(savedSeconds)}`,
  ]);
  const failed = lines.find(({ state }) => state === 'failed');
  const head = failed === undefined ? 'All stages went on' : `Ended with ${code(failed.stage)}`;
  return `## ${head}\n\n${table(['Stage', '', 'Time', 'Why'], ['left', 'left', 'right', 'left'], rows)}\n\n${duration(spent)} in all.`;
}
