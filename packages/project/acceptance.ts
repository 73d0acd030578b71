import * as z from 'zod/mini';
import { type Field, fileList } from '#kit/field';

const said = z.string('is no text').check(z.minLength(1, 'is empty'));

const NO_END = 'is missing: without a last day, e.g. 2026-12-31, a red gate would pass for ever';

const keys = z.strictObject({
  gate: said,
  why: said,
  until: z
    .string({ error: ({ input }) => (input === undefined ? NO_END : 'is no day') })
    .check(z.refine(isDay, 'is no day such as 2026-12-31')),
  by: z.optional(said),
});

const entry = z.pipe(
  keys,
  z.transform(({ by, ...rest }) => (by === undefined ? rest : { ...rest, by })),
);

/** A red gate that may pass until a day. */
interface Entry {
  readonly gate: string;
  readonly why: string;
  readonly until: string;
  readonly by?: string;
}

/** The keys there are, for a suggestion. */
export const ACCEPT_KEYS: readonly string[] = Object.keys(keys.shape);

/** `2026-02-30` is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Gates that may be red, each with why and until which day. */
export function acceptances(options: { readonly description: string }): Field<readonly Entry[]> {
  return fileList(options, entry);
}
