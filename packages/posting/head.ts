import * as z from 'zod/mini';
import type { GitHub } from '#kit/ports';
import { statusOf } from '#kit/status';

const pull = z.object({ head: z.object({ sha: z.string() }) });

/** The newest commit of a pull request by now; null where the token may not ask. */
export async function pullHead(pull_number: number, api: GitHub): Promise<string | null> {
  try {
    return pull.parse(await api.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number }))
      .head.sha;
  } catch (error) {
    if (statusOf(error) !== 403 && statusOf(error) !== 404) throw error;
    return null;
  }
}
