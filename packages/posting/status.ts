import type { GitHub } from '#kit/ports';
import { clipped } from '#report/summary/room';
import type { Posting } from './posting.ts';

/** GitHub takes so many characters. */
const DESCRIPTION = 140;

/** A status knows no neutral: it blocks nothing, and says so. */
const STATES = { success: 'success', failure: 'failure', neutral: 'success' } as const;

/** A commit status in the place of a check that may not be made. The last of a name holds; asked twice, it says the same. */
export async function postStatus(posting: Posting, api: GitHub): Promise<string> {
  const { head: sha, checkName: context, conclusion, title, run } = posting;
  const description = clipped(conclusion === 'neutral' ? `neutral, ${title}` : title, DESCRIPTION);
  const place = run.url === null ? {} : { target_url: run.url };
  const state = STATES[conclusion];
  await api.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
    ...{ sha, state, context, description },
    ...place,
  });
  return `set the commit status ${context}: ${state}`;
}
