import type { Contrast } from './contrast.ts';
import { type Standing, standingOf } from './decision.ts';

/** Whether a chain of models, each a little worse than the one before it, has gone too far. */
export interface Ratchet {
  /** where the candidate stands against the champion less the allowance: the bad side is `slipped` */
  readonly state: 'held' | 'slipped' | 'unsure';
  /** how far from the champion the candidate may lie in all, on the bad side */
  readonly allowance: number;
  /** the champion's lead over the candidate as measured; negative where the candidate leads */
  readonly lost: number;
}

/**
 * Each release may lose up to a margin against the one before it, and many such losses add up. So the candidate is
 * also held against the champion, the best that ever was released, whose examples are kept: the loss since then may
 * not confidently exceed `allowance`, however many releases lie between. Unsure is no reason to block: the margin
 * against the baseline has been proven, and the next release is held against the same champion.
 */
export function ratchet(
  champion: Contrast,
  better: 'above' | 'below',
  allowance: number,
  confidence: number,
): Ratchet {
  // not from the difference: a ratio multiplies the champion there
  const lead = champion.baseline - champion.candidate;
  const lost = better === 'above' ? lead : -lead;
  const bound = better === 'above' ? -allowance : allowance;
  const standing = standingOf(champion, bound, confidence);
  return { state: stateOf(standing, better), allowance, lost };
}

function stateOf(standing: Standing, better: 'above' | 'below'): Ratchet['state'] {
  if (standing === 'open') return 'unsure';
  return standing === better ? 'held' : 'slipped';
}
