import type { BaselineFacts } from '#judge/verdict';
import { brief } from './facts.ts';
import { duration, instant } from './number.ts';

/** How the baseline was found, for a reader. */
export interface BaselineStory {
  /** `found by merge-base: a1b2c3d4e5f6, decided 2026-11-24 06:13 UTC, 3 d 4 h before`; null where that is not known */
  readonly found: string | null;
  /** `merge-base: no evaluation of a1b2c3d4e5f6 is known here`, a line each */
  readonly passedOver: readonly string[];
  /** it is older than is wanted */
  readonly stale: string | null;
}

/** When it is told and when it was decided, ISO 8601, and from which age on, in seconds, it is worth a warning. */
export interface Moment {
  readonly time: string;
  readonly baselineDecidedOn?: string | null | undefined;
  readonly baselineMaxAge?: number | undefined;
}

export function baselineStory(baseline: BaselineFacts, moment: Moment): BaselineStory {
  const passedOver = (baseline.passedOver ?? []).map(({ way, reason }) => `${way}: ${reason}`);
  if (baseline.kind === 'absent') return { found: null, passedOver, stale: null };
  const { way, commit } = baseline;
  const decidedOn = moment.baselineDecidedOn ?? null;
  const age = ageOf(decidedOn, moment.time);
  const parts = [
    ...(commit === undefined ? [] : [brief(commit)]),
    ...(decidedOn === null ? [] : [`decided ${instant(decidedOn)}`]),
    ...(age === null ? [] : [`${duration(age)} before`]),
  ];
  const found =
    way === undefined ? null : `found by ${way}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
  const { baselineMaxAge: limit } = moment;
  const old = age !== null && limit !== undefined && age > limit;
  const stale = `the baseline is ${duration(age ?? 0)} old, and baseline-max-age is ${duration(limit ?? 0)}: evaluate the base branch again`;
  return { found, passedOver, stale: old ? stale : null };
}

/** Seconds from when it was decided until `time`; null where that is not known. */
function ageOf(decidedOn: string | null, time: string): number | null {
  const age = (Date.parse(time) - Date.parse(decidedOn ?? '')) / 1000;
  return Number.isFinite(age) && age >= 0 ? age : null;
}
