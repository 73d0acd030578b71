import { setTimeout as sleep } from 'node:timers/promises';
import { Mistake } from '#kit/outcome';
import type { GitHub, Log } from '#kit/ports';
import { explain, refusalOf, waitBefore } from './refusal.ts';

const ATTEMPTS = 4;

/** An answer that is not there by then is none. */
const SECONDS = 30;

interface Wish {
  readonly token: string | undefined;
  /** GITHUB_API_URL: the only server that is asked */
  readonly baseUrl: string;
  /** `owner/name`, for routes that name {owner} and {repo} */
  readonly repository: string | null;
  /** what the action declares; printed with a 403 */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly log: Pick<Log, 'debug'>;
  readonly cancelled: AbortSignal;
  /** after which an answer is no longer waited for */
  readonly seconds?: number;
}

/** GitHub's REST API with the job's token; asks again where that can help, as long as GitHub says. */
export async function openApi({
  token,
  baseUrl,
  repository,
  permissions,
  log,
  cancelled,
  seconds = SECONDS,
}: Wish): Promise<GitHub> {
  if (token === undefined || token === '') {
    const remedy = 'Leave github-token out to use the job’s own token, or give one.';
    throw new Mistake({ subject: 'github-token', what: 'is empty', remedy });
  }
  const { getOctokit } = await import('@actions/github');
  const quiet = () => {};
  const octokit = getOctokit(token, {
    baseUrl,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const [owner = '', repo = ''] = (repository ?? '').split('/');
  return {
    async request<T>(route: string, parameters: Readonly<Record<string, unknown>>): Promise<T> {
      if (!/^[A-Z]+ \/(?!\/)\S*$/.test(route)) throw new TypeError(`${route} is no route of GitHub’s API`);
      for (let attempt = 1; ; attempt++) {
        try {
          // what a route does not name would become part of its query or body
          const place = route.includes('{owner}') ? { owner, repo } : {};
          const signal = AbortSignal.any([cancelled, AbortSignal.timeout(seconds * 1000)]);
          const { data, headers } = await octokit.request(route, {
            ...place,
            ...parameters,
            request: { signal },
          });
          // octokit gives what came of an answer that was cut off
          if (typeof data === 'string' && /\bjson\b/.test(headers['content-type'] ?? ''))
            throw new Error('the answer was cut off');
          // the route says what GitHub answers; who asks names the type
          return data as T;
        } catch (error) {
          const wait = waitBefore(refusalOf(error), route, attempt);
          if (wait === null || attempt >= ATTEMPTS || cancelled.aborted)
            throw explain(route, error, permissions);
          log.debug(
            `${route} is asked again in ${wait} s: ${error instanceof Error ? error.message : String(error)}`,
          );
          await sleep(wait * 1000, undefined, { signal: cancelled }).catch(() => undefined);
        }
      }
    },
  };
}
