import { permissionsBlock } from '#kit/manifest';
import { Fault, Mistake } from '#kit/outcome';
import type { GitHub } from '#kit/ports';

const ATTEMPTS = 4;

/** GitHub's REST API with the job's token. `permissions`: what the action declares, printed with a 403. */
export async function openApi(
  token: string | undefined,
  baseUrl: string,
  permissions: Readonly<Record<string, 'read' | 'write'>>,
): Promise<GitHub> {
  if (token === undefined || token === '') {
    const remedy = 'Leave github-token out to use the job’s own token, or give one.';
    throw new Mistake({ subject: 'github-token', what: 'is empty', remedy });
  }
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl });
  return {
    async request<T>(route: string, parameters: Readonly<Record<string, unknown>>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          const { data } = await octokit.request(route, { ...parameters });
          return data as T;
        } catch (error) {
          const status = statusOf(error);
          if (status === 403) throw forbidden(route, permissions, error);
          const passing = status === 429 || (status !== null && status >= 500);
          if (!passing || attempt >= ATTEMPTS) throw status === null ? unreachable(route, error) : error;
          await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
        }
      }
    },
  };
}

/** HTTP status of a refused request; null where there was no answer. */
export function statusOf(error: unknown): number | null {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' ? status : null;
}

function unreachable(route: string, cause: unknown): Fault {
  return new Fault(`GitHub did not answer ${route}`, { cause });
}

function forbidden(
  route: string,
  permissions: Readonly<Record<string, 'read' | 'write'>>,
  cause: unknown,
): Mistake {
  const remedy = `Give the job
${permissionsBlock(permissions)}A pull request from a fork never has write permissions.`;
  return new Mistake({ subject: 'github-token', what: `may not ${route} (403)`, remedy }, { cause });
}
