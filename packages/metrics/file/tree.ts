import { said, unreadable } from '../reader/format.ts';

/** Names with whatever stands under them. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value below one name after another; undefined where one of them is not there. */
export function below(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => (isTree(inner) ? inner[name] : undefined), value);
}

/** A spelling that no file holds: marks what Python writes though JSON has no number for it. */
const MARK = '\u0000';

/**
 * JSON as Python writes it: NaN, Infinity and -Infinity are the numbers they name.
 *
 * @throws SyntaxError where it is no JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const mended = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
      token.startsWith('"') ? token : `"\\u0000${token}"`,
    );
    if (mended === text) throw error;
    return JSON.parse(mended, (_key, value: unknown) =>
      typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(1)) : value,
    );
  }
}

const REMEDY = 'Write an object of names and numbers, nested or not, as JSON, YAML or TOML.';

/**
 * Nested names and values out of a text, and how they are spelled. A name that ends in .json, .yaml, .yml or .toml
 * says how; of any other the first of the three that can be read is taken.
 */
export async function treeOf(
  text: string,
  file: string,
): Promise<{ readonly tree: Tree; readonly spelled: 'json' | 'yaml' | 'toml' }> {
  const extension = /\.(json|ya?ml|toml)$/i.exec(file)?.[1]?.toLowerCase().replace('yml', 'yaml');
  const tried = (['json', 'toml', 'yaml'] as const).filter(
    (one) => extension === undefined || one === extension,
  );
  let refusal: unknown;
  for (const spelled of tried) {
    try {
      const tree = await PARSERS[spelled](text);
      if (isTree(tree)) return { tree, spelled };
    } catch (cause) {
      refusal ??= cause;
    }
  }
  const spelling = tried.map((one) => one.toUpperCase()).join(', ');
  if (refusal === undefined) throw unreadable(file, `is no ${spelling} object`, REMEDY);
  const what = `is no ${spelling}: ${said(refusal).split('\n')[0]}`;
  throw unreadable(file, what, REMEDY, undefined, refusal);
}

const PARSERS = {
  json: async (text: string): Promise<unknown> => parseJson(text),
  yaml: async (text: string): Promise<unknown> => (await import('yaml')).parse(text, { maxAliasCount: 100 }),
  toml: async (text: string): Promise<unknown> => (await import('smol-toml')).parse(text),
} as const;
