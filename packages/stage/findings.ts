import type { Verdict } from '#judge/verdict';
import type { Baseline } from './baseline.ts';
import type { Rubric } from './judging.ts';
import type { Ready } from './ready.ts';
import type { Candidate, Scored } from './scoring.ts';

/** Everything an evaluation came to, before it is written down. */
export interface Findings {
  readonly name: string | undefined;
  readonly rubric: Rubric;
  readonly candidate: Candidate | null;
  readonly scored: Scored;
  readonly data: readonly Ready[];
  readonly baseline: Baseline;
  readonly verdict: Verdict;
  readonly startedOn: Date;
  readonly seconds: number;
}

/** The records of all that was judged, by digest. */
export function chainOf({ candidate, scored, data, baseline }: Findings): Map<string, string> {
  return new Map([
    ...(candidate?.fetched.chain ?? []),
    ...data.flatMap(({ chain }) => [...chain]),
    ...scored.chain,
    ...baseline.chain,
  ]);
}
