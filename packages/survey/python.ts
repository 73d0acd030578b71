import { posix } from 'node:path';
import type { Guess } from './sight.ts';

/** A path that a Python source spells out, and the line of code it stands on. */
export interface Spelled extends Guess<string> {
  /** the code in front of it, back to the begin of its statement or at most 120 characters */
  readonly before: string;
  /** the code of its line behind it */
  readonly after: string;
}

/** Comments, then strings with their prefix; strings of three quotes are texts, not paths. */
const TOKEN =
  /#[^\n]*|([A-Za-z]{0,2})("""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

interface Literal {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** String literals of a source, in order; those with parts that are only known when it runs are left out. */
function literals(source: string): Literal[] {
  return [...source.matchAll(TOKEN)].flatMap((found) => {
    const [whole, prefix = '', quoted = ''] = found;
    if (quoted === '' || /^("""|''')/.test(quoted) || /[bB]/.test(prefix)) return [];
    if (/[fF]/.test(prefix) && quoted.includes('{')) return [];
    const value = quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    return [{ value, start: found.index, end: found.index + whole.length }];
  });
}

/**
 * Paths that a source spells out: `"out/model.pkl"`, `Path("out") / "model.pkl"`, `os.path.join("out", "model.pkl")`,
 * and `OUT / "model.pkl"` where `OUT` is set to a path once. One that hangs on anything else is left out.
 */
export function spelledPaths(source: string, file: string): Spelled[] {
  const constants = constantsIn(source);
  const found: Spelled[] = [];
  let path: string | null = null;
  let last: Literal | null = null;
  for (const literal of literals(source)) {
    const before = source.slice(Math.max(0, literal.start - 120), literal.start);
    const between: string = last === null ? '' : source.slice(last.end, literal.start);
    const joined = /^\)?\s*\/\s*$/.test(between) || (/^\s*,\s*$/.test(between) && isJoin(before));
    if (joined) found.pop();
    path = joined ? path && posix.join(path, literal.value) : begun(literal.value, before, constants);
    last = literal;
    if (path === null || !/^[\w./ @-]+$/.test(path)) continue;
    const line = source.slice(0, literal.start).split('\n').length;
    found.push({
      value: posix.normalize(path).replace(/(.)\/$/, '$1'),
      from: `${file}:${line}`,
      before: statement(before),
      after: /^[^\n]*/.exec(source.slice(literal.end))?.[0] ?? '',
    });
  }
  return found.filter(({ value }) => !value.startsWith('/') && !value.startsWith('..'));
}

function isJoin(before: string): boolean {
  return /\bjoin\([^()]*$/.test(before);
}

/** The path that a literal begins or ends: null where what stands before it is not known. */
function begun(value: string, before: string, constants: ReadonlyMap<string, string>): string | null {
  const [, divided, listed] = /(?:([A-Za-z_][\w.]*|[)\]])\s*\/|\bjoin\(\s*([^,()]+),)\s*$/.exec(before) ?? [];
  const name = divided ?? listed;
  if (name === undefined) return value;
  const folder = constants.get(name.trim());
  return folder === undefined ? null : posix.join(folder, value);
}

/** `OUT = "out"`, `OUT = Path("out")`, `out: str = "out"`: names that are set to one text. */
function constantsIn(source: string): Map<string, string> {
  const SET =
    /^\s*([A-Za-z_]\w*)\s*(?::[^=\n]+)?=\s*(?:(?:pathlib\.)?Path\(\s*)?(["'])([\w./ -]+)\2\s*\)?\s*(?:#.*)?$/gm;
  const all = [...source.matchAll(SET)].map(([, name = '', , value = '']): [string, string] => [name, value]);
  const twice = new Set(
    all
      .filter(([name], at) => all.some(([other], second) => other === name && second !== at))
      .map(([name]) => name),
  );
  return new Map(all.filter(([name]) => !twice.has(name)));
}

/** The code in front of a path that belongs to the same statement, as far as brackets and line ends tell. */
function statement(before: string): string {
  const lines = before.split('\n');
  const open = lines.findLastIndex((line) => /^\S|^\s*(with|return|if|for)\b|=/.test(line));
  return lines.slice(Math.max(0, open)).join('\n');
}

/** Top-level modules that a source imports: `import a.b as x, c` and `from a.b import d` give `a`, `c` and `a`. */
export function imported(source: string): string[] {
  const lines = [...source.matchAll(/^[ \t]*(?:import[ \t]+([\w., \t]+)|from[ \t]+([A-Za-z_][\w.]*))/gm)];
  const names = lines.flatMap(([, several, one = '']) => several?.split(',') ?? [one]);
  return [...new Set(names.map((name) => /^\s*(\w+)/.exec(name)?.[1] ?? '').filter((name) => name !== ''))];
}

/** The module's own files that a source imports, and those they import: `features` -> `src/features.py`. */
export function withImported(file: string, texts: ReadonlyMap<string, string>): string[] {
  const found = [file];
  for (const at of found) {
    const folder = posix.dirname(at);
    for (const module of modulesOf(texts.get(at) ?? '')) {
      const inner = module.replaceAll('.', '/');
      const places = [folder, '.', 'src'].flatMap((root) =>
        [`${inner}.py`, `${inner}/__init__.py`].map((path) => posix.join(root, path)),
      );
      const there = places.find((path) => texts.has(path));
      if (there !== undefined && !found.includes(there)) found.push(there);
    }
  }
  return found;
}

/** Whole names of modules: `import a.b`, `from a.b import c` (also a.b.c), `from .x import y`. */
function modulesOf(source: string): string[] {
  const plain = [...source.matchAll(/^[ \t]*import[ \t]+([A-Za-z_][\w.]*)/gm)].map(([, name = '']) => name);
  const from = [...source.matchAll(/^[ \t]*from[ \t]+\.*([\w.]*)[ \t]+import[ \t]+\(?[ \t]*(\w+)/gm)];
  return [
    ...plain,
    ...from.flatMap(([, name = '', what = '']) => [name, name === '' ? what : `${name}.${what}`]),
  ].filter((name) => name !== '');
}
