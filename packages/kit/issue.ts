import type * as z from 'zod/mini';
import { Mistake } from './outcome.ts';

type Issue = z.core.$ZodIssue;

/** A check of a text by its own parser: what that calls a mistake is one, with its remedy. */
export function parsedBy(parse: (text: string) => unknown): z.core.CheckFn<string> {
  return (context) => {
    try {
      parse(context.value);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      for (const { what, remedy } of error.problems)
        context.issues.push({ code: 'custom', message: what, params: { remedy }, input: context.value });
    }
  };
}

/** What to do about an issue, where a parser said so. */
export function remedyIn(issue: Issue): string | null {
  const remedy = issue.code === 'custom' ? issue.params?.['remedy'] : undefined;
  return typeof remedy === 'string' ? remedy : null;
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
