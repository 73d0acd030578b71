import * as z from 'zod/mini';
import { digestOf } from '#record/digest';
import type { Signal } from './signal.ts';

/** An effect that was claimed, and then performed (`done`), by what was known when it was. */
const claim = z.object({
  effect: z.enum(['retrain', 'rollback', 'webhook']),
  verdict: z.enum(['pass', 'marginal', 'fail', 'inconclusive', 'error']),
  decision: z.enum(['keep', 'promote', 'hold', 'rollback', 'retrain']),
  occasion: z.nullable(z.enum(['breach', 'new data', 'age'])),
  /** the gates that were breached, by the first 12 digits of their SHA-256 */
  gates: z.array(z.string()),
  at: z.iso.datetime(),
  done: z.boolean(),
});
export type Claim = z.infer<typeof claim>;

export const memory = z.object({
  claims: z.array(claim),
  /** since when the webhook knows of a breach that has not been told over; null where it knows of none */
  alarm: z.nullable(z.iso.datetime()),
});

/** What outlives a run, for one model, environment and name. */
export type Memory = z.infer<typeof memory>;

export const NOTHING: Memory = { claims: [], alarm: null };

/** What was written by `JSON.stringify`; null for anything else. */
export function readMemory(text: string): Memory | null {
  try {
    return memory.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Of so many gates a claim remembers which were breached; an issue's text has to hold it. */
const GATES = 100;

/** What of a signal decides whether an effect would only repeat itself. */
export function deedOf({
  verdict,
  decision,
  occasion,
  breaches,
}: Signal): Omit<Claim, 'effect' | 'at' | 'done'> {
  const gates = [...new Set(breaches.map(({ gate }) => digestOf(gate).slice(0, 12)))].sort().slice(0, GATES);
  return { verdict, decision, occasion, gates };
}
