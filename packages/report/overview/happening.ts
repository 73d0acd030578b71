import type { Lineage } from '#record/lineage/graph';
import type { Timeline } from '../timeline.ts';

/** Stages of the way to production, in its order. */
export const LANES = ['data', 'train', 'evaluate', 'containerize', 'deploy', 'monitor-gate'] as const;
export type Lane = (typeof LANES)[number];

/** How far a column of the live data has moved; `bound`: from where on it counts as drifted. */
export interface Shift {
  readonly column: string;
  /** null: it could not be compared */
  readonly amount: number | null;
  readonly bound: number | null;
  readonly drifted: boolean;
}

/** One record, told: something that happened on the way to production or there. */
export interface Happening {
  readonly lane: Lane;
  /** digest of the record */
  readonly record: string;
  /** ISO 8601 in UTC, when it was finished */
  readonly time: string;
  readonly seconds: number;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** pass, marginal, fail, inconclusive or error; null: a stage that only makes something */
  readonly verdict: string | null;
  /** a phrase: `model 1a2b3c4d5e6f`, `r3 serves in production`, `retrain` */
  readonly what: string;
  /** the verdict's sentence, or how it was made */
  readonly why: string;
  /** of a watch: columns, those that moved farthest first */
  readonly shifts: readonly Shift[];
}

/** What serves in an environment, as its newest deployment record says. */
export interface Served {
  readonly environment: string;
  readonly revision: string;
  readonly model: string;
  readonly image: string | null;
  /** ISO 8601 in UTC */
  readonly since: string;
}

/** All that is known of a model's way to production and back. */
export interface OverviewFacts {
  readonly model: string;
  /** ISO 8601 in UTC, of this page */
  readonly time: string;
  readonly served: readonly Served[];
  /** in the order of time */
  readonly happenings: readonly Happening[];
  /** gated measures over the evaluations */
  readonly timelines: readonly Timeline[];
  /** of what serves, else of the newest evaluation */
  readonly lineage: Lineage | null;
}
