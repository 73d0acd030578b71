import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '#kit/outcome';
import type { Host, Ref, RefChange, Refs } from '#kit/ports';

const ATTEMPTS = 20;

/** Longest pause after the first race, and after any, in milliseconds. */
const FIRST = 100;
const LONGEST = 5000;

/** How a writer that lost waits for the others; `random` gives numbers from 0 to below 1. */
export interface Patience {
  pause(milliseconds: number): Promise<void>;
  random(): number;
}

/** What came of it: `before` is the state that was moved from, or that made a move needless. */
export interface Advanced {
  readonly moved: boolean;
  readonly before: Ref | null;
}

/**
 * Moves a ref from what it is to what `next` makes of that; null of `next`: nothing to do. When somebody else was
 * faster, waits and asks again with what is there then, so nothing of theirs is lost. The pauses are random up to a
 * bound that doubles (0.1 s, 0.2 s, … 5 s), as those who raced once would otherwise meet again. After 20 races a fault.
 */
export async function advance(
  refs: Pick<Refs, 'read' | 'move'>,
  model: string,
  name: string,
  next: (before: Ref | null) => Promise<RefChange | null> | RefChange | null,
  patience: Patience,
): Promise<Advanced> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const before = await refs.read(model, name);
    const change = await next(before);
    if (change === null) return { moved: false, before };
    if ((await refs.move(model, name, change, before?.version ?? null)) === 'moved')
      return { moved: true, before };
    const bound = Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
    if (attempt < ATTEMPTS) await patience.pause(patience.random() * bound);
  }
  throw new Fault(
    `the ref ${name} of ${model} was moved by somebody else ${ATTEMPTS} times in a row; run this job again`,
  );
}

/** Waits in real time, until the run is cancelled. */
export function patienceOf({ cancelled }: Pick<Host, 'cancelled'>): Patience {
  return {
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal: cancelled }),
    random: () => Math.random(),
  };
}
