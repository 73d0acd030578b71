import type { Slice } from '#metrics/measurement';
import type { Contrast } from '../inference/contrast.ts';
import type { Estimate } from '../inference/estimate.ts';

/** How sure the numbers are. Asked by gate and slice, so that nothing is worked out that nobody wants to know. */
export interface Noise {
  /** The candidate's measure with its interval. Null: no examples stand behind the number, or it has no value. */
  estimate(metric: string, slice: Slice | undefined, confidence: number): Estimate | null;
  /** candidate - times * baseline. A text says why noise cannot be judged. */
  contrast(metric: string, slice: Slice | undefined, times: number): Contrast | string;
}

/** Numbers without examples. */
export function unknownNoise(why: string): Noise {
  return { estimate: () => null, contrast: () => why };
}
