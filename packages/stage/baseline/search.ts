import type { Unknown } from '#kit/ports';
import type { Baseline } from '../baseline.ts';
import type { Scene } from '../scene.ts';
import type { Scored } from '../scoring.ts';
import type { Evaluations } from './evaluations.ts';

/** What every way needs to know. */
export interface Search {
  readonly scene: Scene;
  /** null: the candidate has no predictions */
  readonly scored: Scored | null;
  readonly evaluations: Evaluations;
}

/**
 * Why a way, or something found on it, was passed over. `own`: it is the candidate itself; `refused` and `unreachable`: it could not be
 * looked for; `shallow`: the clone does not reach so far back; `nothing`: there is none.
 */
export interface Missed {
  readonly reason: string;
  readonly cause: 'nothing' | 'own' | 'failed' | 'refused' | 'unreachable' | 'shallow';
}

/** Where a way led to. */
export interface Trace {
  readonly found: Baseline | null;
  readonly missed: readonly Missed[];
}

export function nothing(reason: string): Trace {
  return { found: null, missed: [{ reason, cause: 'nothing' }] };
}

/** Why a part of the history is not known. */
export function unknownPast({ unknown, shallow }: Unknown): Missed {
  return { reason: unknown, cause: shallow === true ? 'shallow' : 'nothing' };
}
