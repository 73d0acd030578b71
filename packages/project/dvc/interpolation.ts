import { quoted } from './shell.ts';
import { isMapping, isSequence, type Mapping, spelled, type Value } from './value.ts';

/** How `parsing.bool` and `parsing.list` of DVC's configuration want a mapping written as options. */
export interface OptionStyle {
  readonly no: boolean;
  readonly append: boolean;
}

/** What `${…}` may name, and what is told of each use of it. */
export interface Scope {
  readonly values: Mapping;
  readonly style: OptionStyle;
  readonly used: (key: string, value: Value) => void;
}

const EXPRESSION = /(?<!\\)\$\{(.*?)\}/g;

/**
 * DVC's templating (dvc/parsing/interpolate.py of 3.67): `${a.b[0]}` in texts at any depth; a text that is one
 * expression keeps the value's kind; a mapping becomes options; `\${` stands for `${`. Throws a sentence for a
 * name that is not there.
 */
export function interpolate(value: Value, scope: Scope): Value {
  if (typeof value === 'string') return inText(value, scope);
  if (isSequence(value)) return value.map((below) => interpolate(below, scope));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, below]): [string, Value] => [
    spelled(inText(key, scope)),
    interpolate(below, scope),
  ]);
  return Object.fromEntries(entries);
}

function inText(text: string, scope: Scope): Value {
  const found = [...text.matchAll(EXPRESSION)];
  const [first] = found;
  if (first !== undefined && first[0] === text) return select(first[1] ?? '', scope);
  const filled = text.replaceAll(EXPRESSION, (_, key: string) => {
    const value = select(key, scope);
    return isMapping(value) ? options(value, scope.style) : spelled(value);
  });
  return filled.replaceAll('\\${', '${');
}

function select(expression: string, { values, used }: Scope): Value {
  const key = expression.trim().replaceAll('[', '.').replaceAll(']', '');
  const found = key.split('.').reduce<Value | undefined>(below, values);
  if (found === undefined) throw new Error(`\${${expression}} names nothing in params.yaml or vars`);
  used(key, found);
  return found;
}

function below(value: Value | undefined, key: string): Value | undefined {
  if (isSequence(value)) return value[Number(key)];
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `{lr: 0.1, deep: {on: true}, name: 'a b'}` -> `--lr 0.1 --deep.on --name 'a b'` */
function options(mapping: Mapping, style: OptionStyle): string {
  return flat('', mapping)
    .flatMap(([name, value]) => option(`--${name}`, value, style))
    .join(' ');
}

function option(name: string, value: Value, { no, append }: OptionStyle): string[] {
  if (value === true) return [name];
  if (value === false) return no ? [name.replace('--', '--no-')] : [];
  if (!isSequence(value)) return [name, word(value)];
  return append
    ? value.flatMap((one) => [name, word(one)])
    : value.length === 0
      ? []
      : [name, ...value.map(word)];
}

function flat(prefix: string, mapping: Mapping): [string, Value][] {
  return Object.entries(mapping).flatMap(([key, value]): [string, Value][] =>
    isMapping(value) ? flat(`${prefix}${key}.`, value) : [[prefix + key, value]],
  );
}

function word(value: Value): string {
  return typeof value === 'string' ? quoted(value) : spelled(value);
}
