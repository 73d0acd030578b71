import { permissionsBlock } from '#kit/manifest';
import { Fault, Mistake } from '#kit/outcome';

/** An HTTP answer that says no, as octokit throws it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly header: (name: string) => string | undefined;
}

/** null where there was no answer at all. */
export function refusalOf(error: unknown): Refusal | null {
  const status = property(error, 'status');
  // octokit gives 500 to a request that nobody answered
  const answered = property(error, 'response') !== undefined;
  if (!(error instanceof Error) || typeof status !== 'number' || !answered) return null;
  const headers = property(property(error, 'response'), 'headers');
  const header = (name: string) => {
    const value = property(headers, name);
    return value === undefined ? undefined : String(value);
  };
  return { status, message: error.message, header };
}

/** Does a route do something more when it is asked twice? A PATCH of a check adds annotations to those it has. */
function adds(route: string): boolean {
  return /^POST |^PATCH .*\/check-runs\//.test(route);
}

/** Seconds to wait before asking again; null where asking again cannot help. At most a minute. */
export function waitBefore(refusal: Refusal | null, route: string, attempt: number): number | null {
  const backoff = 2 ** (attempt - 1);
  const after = Number(refusal?.header('retry-after'));
  const limited = refusal?.status === 429 || (refusal?.status === 403 && /rate limit/i.test(refusal.message));
  if (limited) return Math.min(60, Number.isFinite(after) && after > 0 ? after : backoff * 5);
  // GitHub may have done what was asked before it failed
  if (adds(route)) return null;
  if (refusal === null || refusal.status >= 500)
    return Number.isFinite(after) && after > 0 ? Math.min(60, after) : backoff;
  return null;
}

/** What a refusal means to the user. `permissions`: what the action declares. */
export function explain(
  route: string,
  error: unknown,
  permissions: Readonly<Record<string, 'read' | 'write'>>,
): Mistake | Fault {
  const refusal = refusalOf(error);
  if (refusal === null) return new Fault(`GitHub did not answer ${route}`, { cause: error });
  const { status, message } = refusal;
  const mistake = (what: string, remedy: string) =>
    new Mistake({ subject: 'github-token', what, remedy }, { cause: error });
  if (status === 401) {
    return mistake(
      `was not accepted by GitHub (401, ${route})`,
      'Leave it out to use the job’s own, or renew it.',
    );
  }
  if (status === 403 && !/rate limit/i.test(message)) {
    const named = Object.keys(permissions).length > 0;
    const give = named
      ? `Give the job\n${permissionsBlock(permissions)}`
      : 'Give the token the scope for it.';
    const fork = 'The token of a pull request from a fork can only read.';
    return mistake(`may not ${route} (403: ${message})`, `${fork} ${give}`);
  }
  return new Fault(`GitHub answered ${status} to ${route}: ${message}`, { cause: error });
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
