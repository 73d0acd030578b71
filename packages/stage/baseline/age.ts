import type { Host } from '#kit/ports';
import { baselineStory } from '#report/baselinefacts';
import type { Baseline } from '../baseline.ts';

/** A baseline that is older than so many seconds is a warning, never a failure. */
export function warnOfAge(
  { facts, decidedOn }: Baseline,
  limit: number,
  { log, clock }: Pick<Host, 'log' | 'clock'>,
): void {
  const moment = { time: clock.now().toISOString(), baselineMaxAge: limit, baselineDecidedOn: decidedOn };
  const { stale } = baselineStory(facts, moment);
  if (stale !== null) log.warning(`${stale[0]?.toUpperCase()}${stale.slice(1)}.`);
}
