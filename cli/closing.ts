import { chain } from '#report/chain';
import type { StageLine } from '#report/facts';

/** What a run says at its end: its stages, one a line. */
export type Closing = readonly StageLine[];

/** What it says of the same stages when it stands: none was performed, and what stopped it stops it still. */
export function closingOf(lines: readonly StageLine[]): Closing {
  return lines.map((line) => (line.state === 'failed' ? line : { ...line, state: 'skipped', seconds: 0 }));
}

/** `seconds`: what it took to see that it stands */
export function closingText(closing: Closing, seconds: number): string {
  return chain(closing, { spent: seconds });
}
