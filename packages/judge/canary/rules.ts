import type { Direction } from '../kayenta/classification.ts';
import type { Level } from '../verdict.ts';
import type { Missing } from './series.ts';

/** Values that wander, such as latencies, or events that are counted, such as errors. */
export type Kind = 'gauge' | 'counter';

/** How one metric of a canary is judged. */
export interface MetricRule {
  readonly name: string;
  readonly kind: Kind;
  /** which change is bad */
  readonly direction: Direction;
  readonly level: Level;
  /** judged and shown, but not in the decision */
  readonly muted: boolean;
  /** its errors are not shared with the other metrics' */
  readonly critical: boolean;
  /** share of the baseline by which it may be worse, either way; null: not given */
  readonly tolerance: { readonly increase: number | null; readonly decrease: number | null };
  /** the same in the metric's own unit; the wider of both counts */
  readonly margin: number | null;
  /** share of points that may lie farther out than the baseline's tail */
  readonly tail: number;
  /** points a side below which nothing is decided */
  readonly minN: number;
  readonly missing: Missing;
  /** of a counter: the series of what its events are counted in */
  readonly exposure: string | null;
  readonly groups: readonly string[];
}

/** The rules of the strict judge. */
export interface CanaryRules {
  readonly metrics: readonly MetricRule[];
  /** of groups, for the score that is shown */
  readonly weights: ReadonlyMap<string, number>;
  /** two-sided, of the intervals that are shown; a decision errs at most half of the rest on its side */
  readonly confidence: number;
  /** how often this window is judged while it grows; each look has its share of the error */
  readonly looks: number;
  /** which of them this is, 1 the first: it may spend what is its own; null: not known, and all have the same */
  readonly look: number | null;
  /** for a person: what was not taken over from another judge's configuration */
  readonly notes: readonly string[];
}

export const DEFAULTS = { confidence: 0.95, minN: 10, tail: 0.1, looks: 1, look: null } as const;
