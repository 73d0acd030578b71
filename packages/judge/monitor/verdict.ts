import type { Shift, Uncompared } from '../drift/shift.ts';
import type { Look } from '../inference/look.ts';
import type { Verdict } from '../verdict.ts';
import type { Consequence, Occasion } from './consequence.ts';

/** Something of the gates, or of the answers, that does not hold. */
export interface Breach {
  /** as the user wrote it, e.g. `drift.share < 0.5` */
  readonly gate: string;
  /** one sentence with the numbers */
  readonly reason: string;
}

/** What is known of the data a monitor judged, and how they lie beside the reference. */
export interface DriftFacts {
  /** what the current data were compared with, in words */
  readonly reference: string;
  readonly referenceRows: number;
  /** of the features */
  readonly columns: readonly Shift[];
  /** prediction and score */
  readonly answers: readonly Shift[];
  readonly uncompared: readonly Uncompared[];
  /** columns that must not drift and could not be compared */
  readonly unproven: readonly string[];
  /** in the reference and not in the current data, and the other way */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** What a monitor says: the verdict of every judgement, and what follows from it. */
export interface MonitorVerdict extends Verdict {
  readonly mode: 'routine' | 'canary';
  readonly consequence: Consequence;
  /** why that follows */
  readonly because: string;
  readonly occasion: Occasion | null;
  readonly breaches: readonly Breach[];
  readonly drift: DriftFacts | null;
  /** which look of how many at data that grow; null: they are judged once, or by what holds at any look */
  readonly look: (Look & { readonly environment: string }) | null;
}
