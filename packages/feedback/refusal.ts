import { Mistake } from '#kit/outcome';
import { statusOf } from '#kit/status';
import { lacking } from '#posting/permission';

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
