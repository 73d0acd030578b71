import './english.ts';
import * as z from 'zod/mini';
import { parsedBy } from './issue.ts';

/**
 * One thing a user may say, in `with:`, on the command line or in mlops.yml: its type, what it means, and what
 * it is when nobody says it. Declared once; parsing, types, action.yml, README, help and JSON Schema follow.
 */
export interface Field<T = unknown> {
  readonly kind: Kind;
  readonly description: string;
  readonly required: boolean;
  /** as a user would write it; shown in tables */
  readonly default?: string;
  readonly secret: boolean;
  /** what a value in mlops.yml has to be */
  readonly schema: z.ZodMiniType<T>;
  /** From the text of `with:` to what the schema accepts. Throws with a reason when it cannot be read. */
  readonly fromText: (text: string) => unknown;
  /** it is said in mlops.yml and nowhere else: no input of action.yml */
  readonly fileOnly?: true;
}

type Kind = 'text' | 'whole number' | 'yes or no' | 'list' | 'mapping' | 'path' | 'choice';

interface Common {
  readonly description: string;
  readonly secret?: boolean;
}
type Needed = { readonly required: true } | { readonly default: string };
type Optional = { readonly required?: false; readonly default?: undefined };

function field<T>(
  kind: Kind,
  options: Common & { readonly required?: boolean | undefined; readonly default?: string | undefined },
  schema: z.ZodMiniType<T>,
  fromText: (text: string) => unknown,
): Field<T> {
  const { description, secret = false, required = false } = options;
  const base = { kind, description, required, secret, schema, fromText };
  return options.default === undefined ? base : { ...base, default: options.default };
}

const nonEmpty = z.string().check(z.minLength(1, 'is empty'));

export function text(options: Common & Needed): Field<string>;
export function text(options: Common & Optional): Field<string | undefined>;
export function text(options: Common & (Needed | Optional)): Field<string | undefined> {
  return field('text', options, nonEmpty, (value) => value);
}

interface Parsed<T = string> extends Common {
  /** reads it; what it calls a mistake is told where the value stands */
  readonly parse?: (value: T) => unknown;
}

/** A number with or without a unit, as it is written: `1e-6`, `60 s`, `10%`. In mlops.yml it may be a number. */
export function amount(options: Parsed & Needed): Field<string>;
export function amount(options: Parsed & Optional): Field<string | undefined>;
export function amount(options: Parsed & (Needed | Optional)): Field<string | undefined> {
  const { parse = String } = options;
  const schema = z.pipe(
    z.union([nonEmpty, z.number()], 'is no amount'),
    z.pipe(z.transform(String), z.string().check(parsedBy(parse))),
  );
  return field<string>('text', options, schema, (value) => value);
}

/** A text that has to match, e.g. a model's name. `rule` says the pattern in words. */
export function pattern(
  options: Common & Optional & { readonly matches: RegExp; readonly rule: string },
): Field<string | undefined> {
  return field('text', options, z.string().check(z.regex(options.matches, options.rule)), (value) => value);
}

/** A file or folder, relative to mlops.yml (or the working directory); never leads out of the checkout. */
export function path(options: Common & Needed): Field<string>;
export function path(options: Common & Optional): Field<string | undefined>;
export function path(options: Common & (Needed | Optional)): Field<string | undefined> {
  return field('path', options, nonEmpty, (value) => value);
}

export function choice<const C extends string>(
  options: Common & Needed & { readonly of: readonly [C, ...C[]] },
): Field<C>;
export function choice<const C extends string>(
  options: Common & Optional & { readonly of: readonly [C, ...C[]] },
): Field<C | undefined>;
export function choice<const C extends string>(
  options: Common & (Needed | Optional) & { readonly of: readonly [C, ...C[]] },
): Field<C | undefined> {
  const said = `is none of ${options.of.join(', ')}`;
  return field('choice', options, z.enum(options.of, said), (value) => value);
}

interface Whole extends Common {
  readonly least?: number;
}

export function whole(options: Whole & Needed): Field<number>;
export function whole(options: Whole & Optional): Field<number | undefined>;
export function whole(options: Whole & (Needed | Optional)): Field<number | undefined> {
  const { least } = options;
  const any = z.int('is not a whole number');
  const schema = least === undefined ? any : any.check(z.minimum(least, `is less than ${least}`));
  return field('whole number', options, schema, (value) =>
    /^[+-]?\d+$/.test(value) ? Number(value) : value,
  );
}

/** true or false; YAML 1.1's yes, no, on, off are not guessed at. */
export function flag(options: Common & { readonly default: 'true' | 'false' }): Field<boolean> {
  const read = (value: string) => (value === 'true' ? true : value === 'false' ? false : value);
  return field(
    'yes or no',
    options,
    z.boolean('is neither true nor false, which is how yes and no are written'),
    read,
  );
}

/** In mlops.yml a list or one text; in `with:` one entry a line. `parse` reads an entry. */
export function list(options: Parsed & { readonly default?: string }): Field<readonly string[]> {
  const { parse, ...rest } = options;
  return listOf(rest, parse === undefined ? nonEmpty : nonEmpty.check(parsedBy(parse)));
}

/** A list whose entries may be written otherwise than as a text in mlops.yml, and become one. */
export function listOf(
  options: Common & { readonly default?: string },
  entry: z.ZodMiniType<string>,
): Field<readonly string[]> {
  const schema = z.pipe(
    z.union([z.array(entry), entry], 'is no list of texts'),
    z.transform((value: string | string[]) => (typeof value === 'string' ? [value] : value)),
  );
  return field<readonly string[]>('list', { default: '', ...options }, schema, lines);
}

/** A list of mappings, which is said in mlops.yml alone. */
export function fileList<T>(options: Common, entry: z.ZodMiniType<T>): Field<readonly T[]> {
  const schema = z.array(entry, 'is no list');
  const refuse = (): never => {
    throw new Error('is said in mlops.yml alone');
  };
  return { ...field<readonly T[]>('list', { default: '', ...options }, schema, refuse), fileOnly: true };
}

/** Names with values: a mapping in mlops.yml; `name=value` lines in `with:`. */
export function mapping(
  options: Parsed<Readonly<Record<string, unknown>>>,
): Field<Readonly<Record<string, unknown>>> {
  const { parse = Object } = options;
  const schema = z.record(z.string(), z.unknown(), 'is no mapping of names to values').check(parsedBy(parse));
  return field<Readonly<Record<string, unknown>>>('mapping', { default: '', ...options }, schema, pairs);
}

/** A file to read values from, or the values themselves. */
export function fileOrMapping(
  options: Common,
): Field<string | Readonly<Record<string, unknown>> | undefined> {
  const schema = z.union(
    [nonEmpty, z.record(z.string(), z.unknown())],
    'is neither a path nor a mapping of names to values',
  );
  return field('mapping', options, schema, (value) => (value.includes('=') ? pairs(value) : value));
}

function lines(value: string): string[] {
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function pairs(value: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const line of lines(value)) {
    const cut = line.indexOf('=');
    if (cut < 1) throw new Error(`has the line ${JSON.stringify(line)} without name=value`);
    found[line.slice(0, cut).trim()] = scalar(line.slice(cut + 1).trim());
  }
  return found;
}

/** `lr=0.1` means the number, as it would in YAML. */
function scalar(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}
