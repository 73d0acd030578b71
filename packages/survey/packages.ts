import { posix } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { normalized } from '#environment/locked';
import { imported } from './python.ts';
import type { Sight } from './sight.ts';

/** Packages a project names, by their normalized name (PEP 503), and the first place that does. */
export type Packages = ReadonlyMap<string, string>;

/** Modules whose package has another name. */
const MODULES: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  keras: 'keras',
  pytorch_lightning: 'pytorch-lightning',
};

/**
 * Packages that lists of requirements name; where none does, the modules that code imports. Lists are read as far as
 * they can be: this is a guess that says where it comes from, and what is broken is the package manager's to tell.
 */
export function packagesOf({ texts }: Pick<Sight, 'texts'>): Packages {
  const found = new Map<string, string>();
  const add = (names: readonly string[], from: string) => {
    for (const name of names.map(normalized)) if (!found.has(name)) found.set(name, from);
  };
  for (const [path, text] of texts) if (!path.endsWith('.py')) add(listed(path, text), path);
  for (const [path, text] of texts) {
    if (path.endsWith('.py'))
      add(
        imported(text).map((module) => MODULES[module] ?? module),
        path,
      );
  }
  return found;
}

function listed(path: string, text: string): string[] {
  const name = posix.basename(path);
  if (/^requirements.*\.(txt|in)$/.test(name)) return requirements(text.split('\n'));
  if (name === 'pyproject.toml' || name === 'pixi.toml' || name === 'Pipfile') return tables(tomlOf(text));
  if (/^environment\.ya?ml$/.test(name)) return conda(yamlOf(text));
  return [];
}

/** Names at the begin of requirements (PEP 508). */
function requirements(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^\s*([A-Za-z0-9][\w.-]*)\s*(?:[[=<>!~;@,#]|$|\s)/.exec(line)?.[1] ?? []);
}

/** pyproject.toml (PEP 621, 735; Poetry's and pixi's tables), pixi.toml, Pipfile. */
function tables(root: unknown): string[] {
  const poetry = at(root, 'tool', 'poetry');
  const pixi = [root, at(root, 'tool', 'pixi')];
  const lists = [
    at(root, 'project', 'dependencies'),
    ...Object.values(mapping(at(root, 'project', 'optional-dependencies'))),
    ...Object.values(mapping(at(root, 'dependency-groups'))),
    at(root, 'tool', 'uv', 'dev-dependencies'),
  ];
  const keyed = [
    at(poetry, 'dependencies'),
    ...Object.values(mapping(at(poetry, 'group'))).map((group) => at(group, 'dependencies')),
    ...pixi.flatMap((one) => [
      at(one, 'dependencies'),
      at(one, 'pypi-dependencies'),
      ...Object.values(mapping(at(one, 'feature'))).flatMap((feature) => [
        at(feature, 'dependencies'),
        at(feature, 'pypi-dependencies'),
      ]),
    ]),
    at(root, 'packages'),
    at(root, 'dev-packages'),
  ];
  return [
    ...lists.flatMap((list) => requirements(texts(list))),
    ...keyed.flatMap((one) => Object.keys(mapping(one))),
  ];
}

/** environment.yml of conda: `- name=1.2`, `- channel::name`, `- pip: [name==1.2]`. */
function conda(root: unknown): string[] {
  const list = at(root, 'dependencies');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.flatMap((entry) =>
    typeof entry === 'string'
      ? requirements([entry.replace(/^.*::/, '')])
      : requirements(texts(at(entry, 'pip'))),
  );
}

/** A value below keys; undefined where there is none. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((below, key) => mapping(below)[key], value);
}

export function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** What a TOML file holds; nothing where it is broken. */
export function tomlOf(text: string): unknown {
  try {
    return parseToml(text);
  } catch {
    return undefined;
  }
}

/** What a YAML file holds; nothing where it is broken. */
export function yamlOf(text: string): unknown {
  try {
    return parseYaml(text);
  } catch {
    return undefined;
  }
}
