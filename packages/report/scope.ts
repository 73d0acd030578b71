import type { Verdict } from '#judge/verdict';
import { against, brief, type RunFacts } from './facts.ts';
import { count, whole } from './number.ts';

/** What of a run its scope is told by; all of it may be unknown. */
export type Extent = Partial<Pick<RunFacts, 'predictions' | 'candidates'>>;

/**
 * On what was judged, in parts: `28,243 rows`, `compared with the ref baseline of a1b2c3d4e5f6`, `candidate no. 7 judged
 * on this evaluation set`. `name` and `words` escape for what is being written.
 */
export function scope(
  { rows, baseline, numbers, unchangedSince }: Verdict,
  { predictions, candidates }: Extent,
  name?: (foreign: string) => string,
  words?: (foreign: string) => string,
): string[] {
  // a baseline that was refused has no number beside the candidate's; the gates and notes say why
  const refused =
    baseline.kind !== 'absent' && numbers.length > 0 && numbers.every((one) => one.baseline === undefined);
  return [
    predictions === null && rows === 0 ? 'no predictions' : count(rows, 'row'),
    unchangedSince === undefined
      ? `${refused ? 'not ' : ''}${against(baseline, name, words)}`
      : `as judged at ${(words ?? String)(brief(unchangedSince))}`,
    ...(candidates == null ? [] : candidateNumber(candidates)),
  ];
}

/** What only a part is known of is at least so many; that there was at least one says nothing. */
function candidateNumber({ tried, atLeast }: NonNullable<RunFacts['candidates']>): string[] {
  if (atLeast && tried === 1) return [];
  const number = `candidate no. ${whole(tried)} judged on this evaluation set`;
  return [atLeast ? `at least ${number}` : number];
}
