import type * as z from 'zod/mini';
import { Mistake } from './outcome.ts';

type Issue = z.core.$ZodIssue;

/**
 * A check of a value by its own parser: what that calls a mistake is one, with its remedy; of a mapping where its subject
 * says, `select.by` of `by`.
 */
export function parsedBy<T>(parse: (value: T) => unknown): z.core.CheckFn<T> {
  return (context) => {
    try {
      parse(context.value);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      for (const { subject, what, remedy, ofKey = false } of error.problems) {
        const key = typeof context.value === 'object' ? /\.(.*)$/.exec(subject)?.[1] : undefined;
        const path = key === undefined ? {} : { path: [key] };
        const params = { remedy, ofKey };
        context.issues.push({ code: 'custom', message: what, params, input: context.value, ...path });
      }
    }
  };
}

/** What to do about an issue, where a parser said so. */
export function remedyIn(issue: Issue): string | null {
  const remedy = issue.code === 'custom' ? issue.params?.['remedy'] : undefined;
  return typeof remedy === 'string' ? remedy : null;
}

/** Is it the last key of its path that is wrong, and not what stands there? */
export function isOfKey(issue: Issue): boolean {
  return issue.code === 'custom' && issue.params?.['ofKey'] === true;
}

/** What is wrong with the form that was meant: of several that do not fit, the one that fits deepest. */
export function meantIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.map((issues) => issues.flatMap(meantIssues).filter(isMeant));
  const depthOf = (issues: readonly Issue[]) => Math.max(...issues.map(({ path }) => path.length));
  const [meant] = forms
    .filter((issues) => issues.length > 0)
    .sort((one, other) => depthOf(other) - depthOf(one));
  if (meant === undefined) return [issue];
  return meant.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

/** A form of another type was not meant. */
function isMeant({ path, code }: Issue): boolean {
  return path.length > 0 || code !== 'invalid_type';
}
