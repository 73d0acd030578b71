import { permissionsBlock } from '#kit/manifest';
import { Mistake } from '#kit/outcome';
import { statusOf } from '#kit/status';

type Need = Readonly<Record<string, 'read' | 'write'>>;

/** GitHub's own words in the answer that is the cause, e.g. of a 422. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Was it refused for want of a permission? A 403 is said of limits too, and of a conversation that is locked. */
export function isDenied(error: unknown): boolean {
  return error instanceof Mistake && statusOf(error) === 403 && !/locked/i.test(reasonOf(error));
}

/**
 * A 403 as the one permission that this takes, not all that the action may need; anything else as it came. `otherwise` is
 * what else would help, beginning with "or".
 */
export function lacking(error: unknown, need: Need, otherwise: string): unknown {
  if (!isDenied(error)) return error;
  const scopes = Object.entries(need)
    .map(([scope, level]) => `${scope}: ${level}`)
    .join(', ');
  const what = `the token may not (403: ${reasonOf(error)})`;
  const remedy = `Give the job ${scopes}, ${otherwise}:\n${permissionsBlock(need).trimEnd()}`;
  return new Mistake({ subject: 'github-token', what, remedy }, { cause: error });
}
