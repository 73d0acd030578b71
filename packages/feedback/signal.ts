import type { Consequence, Occasion } from '#judge/monitor/consequence';
import type { Breach } from '#judge/monitor/verdict';
import type { Decision } from '#judge/verdict';
import type { Digest } from '#record/digest';

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
