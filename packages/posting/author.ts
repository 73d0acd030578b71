import * as z from 'zod/mini';
import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';

const user = z.object({ login: z.string() });
const viewer = z.object({ data: z.object({ viewer: user }) });

/** Who a job's own token writes as. */
const JOB = 'github-actions[bot]';

/**
 * The login under which this token writes. A person's token says so itself; the token of an app, as every job's own is,
 * may not ask that (403), but GraphQL's `viewer` tells it. Where GitHub does not answer that either, it is taken for
 * the job's own.
 */
export async function authorOf(api: GitHub): Promise<string> {
  try {
    return user.parse(await api.request('GET /user', {})).login;
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
  }
  try {
    const { login } = viewer.parse(await api.request('POST /graphql', { query: '{ viewer { login } }' })).data
      .viewer;
    return login.endsWith('[bot]') ? login : `${login}[bot]`;
  } catch {
    return JOB;
  }
}
