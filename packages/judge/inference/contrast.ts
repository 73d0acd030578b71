import type { Open } from './estimate.ts';

/**
 * What is known of candidate - times * baseline, both measured: the baseline is random too. Where both saw the same
 * rows they are paired by id, and what is common to both models is no noise.
 */
export interface Contrast {
  readonly candidate: number;
  readonly baseline: number;
  readonly times: number;
  /** candidate - times * baseline */
  readonly difference: number;
  readonly n: number;
  readonly noun: string;
  /** for a person: `paired, influence functions (DeLong)`, `paired, Tango's score interval` */
  readonly method: string;
  /** why nothing confident can be said; null where it can */
  readonly open: Open | null;
  /** Two-sided interval of the difference. */
  interval(confidence: number): readonly [number, number];
  /** One-sided p: how likely so small (`below`) or so great (`above`) a difference is, were the true one `margin`. */
  p(side: 'below' | 'above', margin: number): number;
  /** Examples that would probably decide whether the difference is beyond `margin`; null: not to be told. */
  needed(margin: number, confidence: number): number | null;
}
