import { permissionsBlock } from '#kit/manifest';
import { Mistake } from '#kit/outcome';
import { statusOf } from '#kit/status';

/** GitHub's own words in the answer that is the cause, e.g. of a 422. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * A 403 as the one permission that this effect needs, not all that the action may need; anything else as it came.
 * `otherwise` is what else would help, beginning with "or".
 */
export function lacking(
  error: unknown,
  need: Readonly<Record<string, 'read' | 'write'>>,
  otherwise: string,
): unknown {
  if (statusOf(error) !== 403) return error;
  const scopes = Object.entries(need)
    .map(([scope, level]) => `${scope}: ${level}`)
    .join(', ');
  const what = `the token may not (403: ${reasonOf(error)})`;
  const remedy = `Give the job ${scopes}, ${otherwise}:\n${permissionsBlock(need).trimEnd()}`;
  return new Mistake({ subject: 'github-token', what, remedy }, { cause: error });
}

/** Why an effect that `on-breach` lists was not performed, and what to do. */
export function unperformed(what: string, remedy: string, cause: unknown): Mistake {
  return new Mistake({ subject: 'on-breach', what, remedy }, { cause });
}

/** Why there is no issue: no permission, or a repository that has none (410). */
export function issueRefused(error: unknown): unknown {
  if (statusOf(error) !== 410) return lacking(error, { issues: 'write' }, 'or take issue out of on-breach');
  const remedy = 'Switch them on in its settings, or take issue out of on-breach.';
  return unperformed('lists issue, and this repository has no issues', remedy, error);
}
