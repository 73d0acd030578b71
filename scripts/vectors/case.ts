import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One input with what a reference implementation says of it. */
const CASE = z.object({
  id: z.string(),
  kind: z.string(),
  input: z.record(z.string(), z.unknown()),
  config: z.record(z.string(), z.unknown()).default({}),
  expected: z.record(z.string(), z.unknown()),
  /** by key of what is expected; `abs` for all */
  tolerance: z.record(z.string(), z.number()).default({}),
  /** depends on a generator of random numbers: not comparable */
  randomised: z.boolean().default(false),
});
export type Case = z.infer<typeof CASE>;

const WHOLE = z.looseObject({ id: z.string(), derived: z.record(z.string(), z.unknown()) });
const INTERMEDIATE = z.looseObject({
  case: z.string(),
  randomNoise: z.boolean().default(false),
  intermediates: z.record(z.string(), z.unknown()).default({}),
});
const DRIFT = z.looseObject({
  id: z.string(),
  default: z.record(z.string(), z.unknown()),
  methods: z.record(z.string(), z.unknown()),
});
const FILE = z.looseObject({
  cases: z.array(z.union([CASE, DRIFT])).default([]),
  judgeCases: z.array(WHOLE).default([]),
  classifierIntermediates: z.array(INTERMEDIATE).default([]),
});

/** Every case of the vector files in some folders. Intermediates take their input from the case that they name. */
export function casesIn(folders: readonly string[]): Case[] {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => FILE.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))),
  );
  const given = files.flatMap(({ cases }) =>
    cases.map((one) => ('kind' in one ? CASE.parse(one) : drift(one))),
  );
  const byId = new Map(given.map((one) => [one.id, one]));
  const judged = files.flatMap(({ judgeCases }) => judgeCases.map(whole));
  const inner = files.flatMap(({ classifierIntermediates }) =>
    classifierIntermediates.map((one) => intermediate(one, byId)),
  );
  return [...given, ...judged, ...inner];
}

function blank(id: string, kind: string): Case {
  return { id, kind, input: {}, config: {}, expected: {}, tolerance: {}, randomised: false };
}

function whole({ id, derived, ...input }: z.infer<typeof WHOLE>): Case {
  return { ...blank(id, 'judge'), input, expected: derived };
}

function drift({ id, default: standard, methods, ...input }: z.infer<typeof DRIFT>): Case {
  return { ...blank(id, 'drift_methods'), input, expected: { default: standard, methods } };
}

/** Without the case it belongs to it has no input, and fails. */
function intermediate(one: z.infer<typeof INTERMEDIATE>, byId: ReadonlyMap<string, Case>): Case {
  const { case: of, randomNoise, intermediates, classification, critical, deviation } = one;
  const said = Object.entries({ classification, critical, deviation, ...intermediates });
  const expected = Object.fromEntries(said.filter(([, value]) => value !== undefined));
  const base = byId.get(of) ?? blank(of, `classifier (${of} is not in these folders)`);
  return { ...base, id: `${of} (intermediates)`, expected, tolerance: {}, randomised: randomNoise };
}

/** Numbers; those that JSON cannot spell as text. */
const LOST = z.enum(['NaN', 'Infinity', '-Infinity']);
export const numeric = z.union([z.number(), LOST.transform(Number)]);
export const numbers = z.array(numeric);
