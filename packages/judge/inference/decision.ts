import type { Contrast } from './contrast.ts';

/** Where a difference lies against a margin, when it is sure; else open. */
export type Standing = 'above' | 'below' | 'open';

/** On which side of `margin` the true difference confidently lies: each side errs at most (1 - confidence) / 2. */
export function standingOf(contrast: Contrast, margin: number, confidence: number): Standing {
  if (contrast.open !== null) return 'open';
  const tail = (1 - confidence) / 2;
  if (contrast.p('above', margin) <= tail) return 'above';
  return contrast.p('below', margin) <= tail ? 'below' : 'open';
}

/**
 * The margin nearest to 0 that a comparison which passed would still have passed with: the end of the interval that
 * looks at the bad side. `better`: on which side of the margin the difference has to lie.
 */
export function smallestMargin(contrast: Contrast, better: 'above' | 'below', confidence: number): number {
  const [low, high] = contrast.interval(confidence);
  return better === 'above' ? low : high;
}
