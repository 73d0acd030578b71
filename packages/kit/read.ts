import * as z from 'zod/mini';
import type { Declaration, Fields, Values } from './declaration.ts';
import type { Field } from './field.ts';
import { meantIssues, remedyIn } from './issue.ts';
import { nearest } from './nearness.ts';
import { Mistake, type Position, type Problem, place } from './outcome.ts';

/** What a user said for an input: a text from `with:` or the command line, or a value from mlops.yml. */
export interface Said {
  readonly where: string;
  readonly at?: Position;
  /** where something within it stands, by its path from here; `key`: the last key of the path itself */
  readonly within?: (path: readonly PropertyKey[], of: 'key' | 'value') => Position;
  readonly said: { readonly text: string } | { readonly value: unknown };
}

type Named = Pick<Declaration, 'name' | 'inputs'>;

/** By input name. `line`: `with:` or `--name`; it wins over `section`, what mlops.yml says. */
export interface Sources {
  readonly line: ReadonlyMap<string, Said>;
  readonly section: ReadonlyMap<string, Said>;
}

/**
 * All inputs of one invocation as typed values. An empty text counts as not given. Every problem found is
 * reported, not only the first; cross-input rules run once each input is fine alone.
 */
export function read<F extends Fields, O extends string>(
  declaration: Declaration<F, O>,
  sources: Sources,
): Values<F> {
  const problems = [...strangers(declaration, sources.line)];
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(declaration.inputs)) {
    const result = resolved(name, field, sources);
    if ('problems' in result) problems.push(...result.problems);
    else values[name] = result.value;
  }
  if (problems.length > 0) throw new Mistake(problems);
  // Each value passed the schema of its own field above; the mapped type says just that.
  const typed = values as Values<F>;
  const broken = declaration.rules.flatMap((rule) => rule(typed) ?? []);
  if (broken.length > 0) throw new Mistake(broken.map((problem) => located(problem, declaration, sources)));
  return Object.freeze(typed);
}

type Parsed = { readonly value: unknown } | { readonly problems: readonly Problem[] };

function resolved(name: string, field: Field, sources: Sources): Parsed {
  const given = [sources.line.get(name), sources.section.get(name)].find(isGiven);
  if (given !== undefined) return parse(name, field, given);
  if (field.default !== undefined && field.default !== '')
    return parse(name, field, { where: 'default', said: { text: field.default } });
  if (field.default === '') return { value: field.kind === 'mapping' ? {} : [] };
  if (field.required) {
    const remedy = `Give ${name}: ${field.description}`;
    return { problems: [{ subject: name, what: 'is needed and was not given', remedy }] };
  }
  return { value: undefined };
}

function isGiven(said: Said | undefined): said is Said {
  return said !== undefined && !('text' in said.said && said.said.text.trim() === '');
}

function parse(name: string, field: Field, given: Said): Parsed {
  const wrong = (what: string, value: unknown, remedy: string | null = null): Problem => ({
    subject: name,
    what,
    remedy: remedy ?? `It takes a ${field.kind}: ${field.description}`,
    where: given.where,
    ...(field.secret ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
    ...(given.at === undefined ? {} : { at: given.at }),
  });
  const whole = 'text' in given.said ? given.said.text : JSON.stringify(given.said.value);
  try {
    const raw = 'text' in given.said ? field.fromText(given.said.text) : given.said.value;
    const result = z.safeParse(field.schema, raw);
    if (result.success) return { value: result.data };
    const problems = result.error.issues.flatMap(meantIssues).map((issue) => {
      const remedy = remedyIn(issue);
      return remedy === null
        ? wrong(issue.message, whole)
        : { ...wrong(issue.message, below(raw, issue.path), remedy), ...within(name, field, issue.path) };
    });
    return { problems };
  } catch (error) {
    return { problems: [wrong(error instanceof Error ? error.message : String(error), whole)] };
  }
}

/** Of a mapping the key is named too. */
function within(name: string, { kind }: Field, path: readonly PropertyKey[]): Pick<Problem, 'subject'> {
  return { subject: kind === 'mapping' ? [name, ...path].map(String).join('.') : name };
}

function below(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** A name nobody declared: a mistake when it looks like a declared one mistyped. */
function* strangers(declaration: Named, line: Sources['line']): Generator<Problem> {
  for (const [name, said] of line) {
    if (Object.hasOwn(declaration.inputs, name)) continue;
    const meant = nearest(name, Object.keys(declaration.inputs));
    if (meant === null) continue;
    yield {
      subject: name,
      what: `is no input of ${declaration.name}`,
      remedy: `Did you mean ${meant}?`,
      where: said.where,
    };
  }
}

/** Names that were given, are not declared and are near no declared one: worth a warning. */
export function unknown(declaration: Named, line: Sources['line']): string[] {
  const declared = Object.keys(declaration.inputs);
  return [...line.keys()].filter((name) => !declared.includes(name) && nearest(name, declared) === null);
}

/**
 * A problem with the place where the user said what is wrong, by its subject: `baseline`, `select.by`, `evaluate.columns.id`.
 * Of a list it is the entry that the problem shows. One that has a place, or is of no input, stays as it is.
 */
export function located(
  problem: Problem,
  { section, renamed }: Pick<Declaration, 'section' | 'renamed'>,
  sources: Sources,
): Problem {
  if (problem.where !== undefined || problem.at !== undefined) return problem;
  const [first = '', ...rest] = problem.subject.split('.');
  const [key = '', ...more] = rest;
  const [name, path] = first === section ? [renamed[key] ?? key, more] : [first, rest];
  const [line, own] = [sources.line.get(name), sources.section.get(name)];
  // what was said to be empty was said there too
  const said = [line, own].find(isGiven) ?? line ?? own;
  if (said === undefined || !speaksOf(said, path)) return problem;
  const { where, at, within } = said;
  if (within === undefined || 'text' in said.said)
    return { ...problem, where, ...(at === undefined ? {} : { at }) };
  const whole = [...path, ...entryOf(said.said.value, path, problem.value)];
  const stands = within(whole, problem.ofKey === true ? 'key' : 'value');
  return { ...problem, where: place(stands), at: stands };
}

/** Is it the place where the keys of the path are said? `data.rows` is of another section than the list `data:`. */
function speaksOf({ said }: Said, [key]: readonly string[]): boolean {
  if (key === undefined) return true;
  if ('text' in said) return said.text.includes(`${key}=`);
  return typeof said.value === 'object' && !Array.isArray(said.value);
}

/** Where in a list the entry stands that is at fault: the value that is shown, or `artifact:` and that. */
function entryOf(value: unknown, path: readonly string[], shown: string | undefined): number[] {
  const list = below(value, path);
  if (!Array.isArray(list) || shown === undefined) return [];
  const entries = list.map(String);
  const at = [entries.indexOf(shown), entries.findIndex((entry) => entry.includes(shown))];
  return at.filter((one) => one >= 0).slice(0, 1);
}

/** `INPUT_GITHUB-TOKEN` and its like, as the runner hands over what stands under `with:`. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Map<string, Said> {
  const found = new Map<string, Said>();
  for (const [key, text] of Object.entries(env)) {
    if (!key.startsWith('INPUT_') || text === undefined) continue;
    found.set(key.slice('INPUT_'.length).toLowerCase(), { where: 'with:', said: { text } });
  }
  return found;
}
