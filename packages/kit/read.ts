import * as z from 'zod/mini';
import type { Declaration, Fields, Values } from './declaration.ts';
import type { Field } from './field.ts';
import { meantIssues, remedyIn } from './issue.ts';
import { nearest } from './nearness.ts';
import { Mistake, type Position, type Problem } from './outcome.ts';

/** What a user said for an input: a text from `with:` or the command line, or a value from mlops.yml. */
export interface Said {
  readonly where: string;
  readonly at?: Position;
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
  if (broken.length > 0) throw new Mistake(broken.map((problem) => located(problem, sources)));
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
        : wrong(issue.message, below(raw, issue.path), remedy);
    });
    return { problems };
  } catch (error) {
    return { problems: [wrong(error instanceof Error ? error.message : String(error), whole)] };
  }
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

function located(problem: Problem, sources: Sources): Problem {
  const said = sources.line.get(problem.subject) ?? sources.section.get(problem.subject);
  if (said === undefined) return problem;
  return { ...problem, where: said.where, ...(said.at === undefined ? {} : { at: said.at }) };
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
