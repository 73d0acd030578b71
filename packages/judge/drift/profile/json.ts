import '#kit/english';
import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { URI } from '#record/vocabulary';
import { CELLS, cellsOf } from './layout.ts';
import type { Profile } from './profile.ts';

const COUNTS = z.array(z.int().check(z.nonnegative()));
const SCALE = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['number', 'date', 'text']),
    cuts: z.array(z.number()).check(z.minLength(1)),
  }),
  z.strictObject({
    kind: z.enum(['category', 'boolean']),
    names: z.array(z.string()),
    limit: z.nullable(z.int()),
  }),
  z.strictObject({ kind: z.literal('empty') }),
]);
const TALLY = z.strictObject({
  counts: COUNTS,
  range: z.nullable(z.tuple([z.number(), z.number()])),
  unseen: z.array(z.tuple([z.string(), z.int().check(z.positive())])),
  blocks: z.array(COUNTS),
});
const PROFILE = z.strictObject({
  schema: z.literal(URI.driftProfile),
  rows: z.int().check(z.nonnegative()),
  clock: z.nullable(z.strictObject({ width: z.int().check(z.positive()), keys: z.array(z.int()) })),
  columns: z.array(z.strictObject({ name: z.string(), scale: SCALE, tally: TALLY })),
  extra: z.array(z.string()),
});

/** One line a column, so that two profiles can be laid side by side; keys always in the same order. */
export function profileText({ schema, rows, clock, columns, extra }: Profile): string {
  const head = JSON.stringify({ schema, rows, clock, extra }).slice(0, -1);
  const lines = columns.map(({ name, scale, tally: { counts, range, unseen, blocks } }) =>
    JSON.stringify({ name, scale, tally: { counts, range, unseen, blocks } }),
  );
  return `${head},"columns":[\n${lines.join(',\n')}\n]}\n`;
}

/** Parses a profile. Mistake: it is none, or its counts do not fit its scales. */
export function readProfile(value: unknown, file: string): Profile {
  const found = PROFILE.safeParse(value);
  const remedy =
    'Write it again: mlops judge drift --reference <rows> --current <rows> --profile-out <file>.';
  if (!found.success) {
    const [first] = found.error.issues;
    const where = first === undefined ? '' : `: ${first.path.join('.') || 'schema'}: ${first.message}`;
    throw new Mistake({ subject: file, what: `is no profile of data (${URI.driftProfile})${where}`, remedy });
  }
  const wrong = found.data.columns.find(({ scale, tally }) => {
    const size = CELLS + cellsOf(scale);
    const fits = [tally.counts, ...tally.blocks].every(({ length }) => length === size);
    return !fits || tally.blocks.length !== (found.data.clock?.keys.length ?? 0);
  });
  if (wrong === undefined) return found.data;
  throw new Mistake({ subject: file, what: `has counts of ${wrong.name} that do not fit its cells`, remedy });
}
