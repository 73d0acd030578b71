import * as z from 'zod/mini';
import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';
import { authorOf } from '#posting/author';
import { everyPage } from '#posting/listing';
import type { Known, Tracker } from './tracker.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';
const LABELS = '/repos/{owner}/{repo}/labels';

const LABEL = {
  name: 'mlops',
  color: '1d76db',
  description: 'Opened, updated and closed by the monitor of a model',
};

const issue = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']),
  body: z.nullish(z.string()),
  user: z.nullish(z.object({ login: z.string() })),
  closed_at: z.nullish(z.string()),
  html_url: z.string(),
  /** pull requests are in the same list */
  pull_request: z.optional(z.unknown()),
});
type Issue = z.infer<typeof issue>;

/**
 * The issue on GitHub: ours is what holds the marker and was written by this token's own login, so that nobody can
 * steer the monitor by copying the marker. Every page is looked at; the label is for people, and may be taken off.
 *
 * Two runs may open one at once. Each lists again afterwards: the lowest number stays, and what else is ours and open
 * is closed as its duplicate and loses the marker. A pair that neither saw is put right by the next run. `looking`:
 * nothing is touched.
 */
export function githubTracker(api: GitHub, marker: string, looking: boolean): Tracker {
  let author: Promise<string> | undefined;
  const ours = async (query: Readonly<Record<string, unknown>>): Promise<Issue[]> => {
    author ??= authorOf(api);
    const login = (await author).toLowerCase();
    const all = await everyIssue(api, query);
    return all
      .filter(({ body, user, pull_request }) => {
        const written = user?.login.toLowerCase() === login && pull_request === undefined;
        return written && (body ?? '').includes(marker);
      })
      .sort((one, other) => one.number - other.number);
  };
  const lowest = async (): Promise<Issue | undefined> => {
    const [first, ...others] = await ours({ state: 'open' });
    for (const { number } of looking ? [] : others)
      await api.request(`PATCH ${ISSUES}/{issue_number}`, {
        issue_number: number,
        ...{ state: 'closed', state_reason: 'not_planned', body: `Duplicate of #${first?.number}` },
      });
    return first;
  };
  return {
    async find(since) {
      const open = await lowest();
      if (open !== undefined) return known(open);
      const closed = await ours({ state: 'closed', since: since.toISOString() });
      const time = ({ closed_at }: Issue) => Date.parse(closed_at ?? '') || 0;
      const last = closed
        .filter((one) => time(one) >= since.getTime())
        .sort((a, b) => time(a) - time(b))
        .at(-1);
      return last === undefined ? null : known(last);
    },
    async open(title, body) {
      await provideLabel(api);
      const made = issue.parse(await api.request(`POST ${ISSUES}`, { title, body, labels: [LABEL.name] }));
      const stays = (await lowest()) ?? made;
      return { ...known(stays), ours: stays.number === made.number };
    },
    async change({ number }, { body, state }) {
      const reason =
        state === undefined ? {} : { state, state_reason: state === 'open' ? 'reopened' : 'completed' };
      await api.request(`PATCH ${ISSUES}/{issue_number}`, { issue_number: number, body, ...reason });
    },
    async comment({ number }, body) {
      await api.request(`POST ${ISSUES}/{issue_number}/comments`, { issue_number: number, body });
    },
    routes: {
      open: `POST ${ISSUES}`,
      change: `PATCH ${ISSUES}/{issue_number}`,
      comment: `POST ${ISSUES}/{issue_number}/comments`,
    },
  };
}

function known({ number, state, body, html_url }: Issue): Known {
  return { number, state, body: body ?? '', url: html_url };
}

/** By time of creation, so that nothing moves to another page while they are read. */
function everyIssue(api: GitHub, query: Readonly<Record<string, unknown>>): Promise<Issue[]> {
  const order = { ...query, sort: 'created', direction: 'asc' };
  return everyPage(api, `GET ${ISSUES}`, order, (answer) => z.array(issue).parse(answer));
}

async function provideLabel(api: GitHub): Promise<void> {
  try {
    await api.request(`GET ${LABELS}/{name}`, { name: LABEL.name });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await api.request(`POST ${LABELS}`, LABEL).catch((refused: unknown) => {
      // 422: another run has made it meanwhile
      if (statusOf(refused) !== 422) throw refused;
    });
  }
}
