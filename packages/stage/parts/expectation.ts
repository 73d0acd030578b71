import { Mistake } from '#kit/outcome';

/** One artifact of several that are judged together. */
export interface Expected {
  /** what tells it from the others: what stands where the pattern has its `*` */
  readonly name: string;
  readonly artifact: string;
}

/** Does `from` name several artifacts? */
export function isPattern(from: string | undefined): from is string {
  return from?.includes('*') === true;
}

/**
 * The artifacts a pattern stands for. `said`: their names, whole or what stands where the pattern has its `*`, or the
 * matrix of the jobs that made them as JSON: a list, a list of combinations, or axes with `include` and `exclude`.
 * Of a matrix of several axes, values go into as many `*`, or joined by `-` into one.
 */
export function expected(pattern: string, said: readonly string[]): Expected[] {
  const combinations = combinationsIn(said.join('\n'), said);
  const found = combinations.map((values) => filled(pattern, values));
  return [...new Map(found.map((one) => [one.artifact, one])).values()];
}

/** Artifacts that a pattern fits. */
export function fitting(pattern: string, names: readonly string[]): string[] {
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const all = new RegExp(`^${pattern.split('*').map(literal).join('.+')}$`);
  return names.filter((name) => all.test(name));
}

type Combination = readonly string[];

function combinationsIn(text: string, said: readonly string[]): readonly Combination[] {
  if (!/^\s*[[{]/.test(text)) return said.map((name) => [name]);
  const value = parsed(text);
  if (Array.isArray(value)) return value.map((one) => combinationOf(one, text));
  return matrixOf(mappingOf(value), text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const remedy = 'Write names, one a line, or the matrix as toJSON gives it.';
    throw new Mistake({ subject: 'expect', what: 'is no JSON', remedy, value: text }, { cause });
  }
}

function combinationOf(value: unknown, text: string): Combination {
  if (isScalar(value)) return [String(value)];
  const values = Object.values(mappingOf(value));
  if (values.length === 0 || !values.every(isScalar)) throw strange(text);
  return values.map(String);
}

/** `{shard: [1, 2], os: [a], include: […], exclude: […]}` as GitHub multiplies it out. */
function matrixOf(matrix: Readonly<Record<string, unknown>>, text: string): readonly Combination[] {
  const { include, exclude, ...axes } = matrix;
  const product = Object.entries(axes).reduce<readonly Readonly<Record<string, string>>[]>(
    (all, [axis, values]) => {
      const own = (Array.isArray(values) ? values : [values]).map((value) => {
        if (!isScalar(value)) throw strange(text);
        return String(value);
      });
      return all.flatMap((one) => own.map((value) => ({ ...one, [axis]: value })));
    },
    Object.keys(axes).length === 0 ? [] : [{}],
  );
  const entries = (value: unknown) =>
    (Array.isArray(value) ? value : []).map((one) =>
      Object.fromEntries(Object.entries(mappingOf(one)).map(([key, given]) => [key, String(given)])),
    );
  const without = entries(exclude);
  const kept = product.filter((one) => !without.some((other) => agrees(other, one, Object.keys(other))));
  // one that contradicts no combination adds to it, and makes no job of its own
  const further = entries(include).filter(
    (one) =>
      !kept.some((other) =>
        agrees(
          one,
          other,
          Object.keys(axes).filter((axis) => axis in one),
        ),
      ),
  );
  const found = [...kept, ...further].map((one) => Object.values(one));
  if (found.length === 0) throw strange(text);
  return found;
}

function agrees(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
  keys: readonly string[],
): boolean {
  return keys.every((key) => one[key] === other[key]);
}

function filled(pattern: string, values: Combination): Expected {
  const [whole] = values;
  if (values.length === 1 && whole !== undefined && fitting(pattern, [whole]).length === 1) {
    const [before = '', after = ''] = [pattern.split('*')[0], pattern.split('*').at(-1)];
    return { name: whole.slice(before.length, whole.length - after.length), artifact: whole };
  }
  const stars = pattern.split('*').length - 1;
  const parts = stars === 1 ? [values.join('-')] : values;
  if (parts.length !== stars) {
    const what = `has ${stars} * where a combination has ${values.length} values: ${values.join(', ')}`;
    throw new Mistake({ subject: 'from', what, remedy: 'Write one * for all of them.', value: pattern });
  }
  const artifact = pattern.split('*').reduce((text, piece, at) => `${text}${parts[at - 1] ?? ''}${piece}`);
  return { name: parts.join('-'), artifact };
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function mappingOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function strange(text: string): Mistake {
  const remedy = 'Write a list of names, or axes with lists of texts and numbers.';
  return new Mistake({ subject: 'expect', what: 'is no matrix', remedy, value: text });
}
