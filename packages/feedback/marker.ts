import * as z from 'zod/mini';
import { markerLine, readState, stateLine } from '#posting/hidden';
import { memory } from './memory.ts';
import type { Subject } from './place.ts';

const kept = z.object({
  /** when the breach was first and last seen, and in how many verdicts */
  first: z.iso.datetime(),
  last: z.iso.datetime(),
  times: z.number(),
  verdict: z.string(),
  /** the gates that were breached, shortened */
  gates: z.array(z.string()),
  /** of the last verdict that was told: the same one is not counted twice */
  record: z.string(),
  /** where no ref may be moved, what was set off is remembered here */
  memory: z.optional(memory),
});

/** What an issue remembers of itself, in its own body. */
export type Kept = z.infer<typeof kept>;

const KIND = 'mlops-feedback';

/** Hidden in a body, it says what the issue is about. Nothing in it can end the comment. */
export function markerOf({ model, environment, name }: Subject): string {
  const parts = name === null ? [model, environment] : [model, environment, name];
  return markerLine(KIND, parts);
}

/** Hidden too, in a line of its own. */
export function keptLine(state: Kept): string {
  return stateLine(KIND, state);
}

/** What a body remembers; null where it was taken out or damaged by hand. */
export function readKept(body: string): Kept | null {
  const read = kept.safeParse(readState(KIND, body));
  return read.success ? read.data : null;
}
