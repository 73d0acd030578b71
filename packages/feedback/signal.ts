import type { Consequence, Occasion } from '#judge/monitor/consequence';
import type { Decision } from '#judge/verdict';
import type { Digest } from '#record/digest';

export type { Consequence, Occasion } from '#judge/monitor/consequence';

/** One thing that does not hold: a gate, with what was observed. */
export interface Breach {
  /** as the user wrote it, e.g. `drift.share < 0.5` */
  readonly gate: string;
  /** one sentence with the numbers */
  readonly reason: string;
}

/** What a monitor has to say to whoever has to act: everything an effect needs, nothing that changes without reason. */
export interface Signal {
  readonly schema: string;
  readonly model: string;
  readonly environment: string;
  readonly name: string | null;
  readonly verdict: Decision;
  readonly decision: Consequence;
  /** the verdict in one sentence */
  readonly reason: string;
  readonly breaches: readonly Breach[];
  /** why a retraining is asked for; null where none is */
  readonly occasion: Occasion | null;
  /** SHA-256 of the model that serves, of the record of this verdict */
  readonly served: Digest | null;
  readonly record: Digest;
  /** the run, where people can look; null on a laptop */
  readonly url: string | null;
  readonly time: string;
}
