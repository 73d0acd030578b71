import type { FileDigest } from '#kit/ports';
import type { Digest } from './digest.ts';
import type { Recipe } from './stagekey.ts';

/** One thing that differs between two recipes. */
export interface Reason {
  /** the part of the key: `parameters`, `code`, `data:flights`, `environment`, `seed`, … */
  readonly part: string;
  /** in one line: `parameters.lr 0.01 -> 0.02` */
  readonly text: string;
}

/** What lies behind a digest of a recipe, where it is still known. */
export interface Contents {
  /** the file list of code or of a dataset */
  files(digest: Digest): readonly FileDigest[] | null;
  /** name -> version of an environment's packages, and its Python */
  packages(digest: Digest): ReadonlyMap<string, string> | null;
}

/** File names or packages one reason names; the rest is counted. */
const NAMED = 5;

/** Everything by which `after` differs from `before`, one reason a part, or one a leaf where a part has leaves. */
export function reasons(before: Recipe, after: Recipe, contents: Contents): Reason[] {
  const inputs = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])].sort();
  return [
    ...leaves('section', after.stage, before.section, after.section),
    ...files('code', before.code, after.code, contents),
    ...inputs.flatMap((name) =>
      files(name, before.inputs[name] ?? null, after.inputs[name] ?? null, contents),
    ),
    ...environment(before.environment, after.environment, contents),
    ...leaves('parameters', 'parameters', before.parameters, after.parameters),
    ...leaves('seed', 'seed', before.seed, after.seed),
    ...variables(before.env, after.env),
    ...leaves('name', 'name', before.name, after.name),
    ...semantics(before, after),
  ];
}

function semantics(before: Recipe, after: Recipe): Reason[] {
  if (before.semantics === after.semantics) return [];
  const text = `this version of ${after.stage} may give another result (semantics ${before.semantics} -> ${after.semantics})`;
  return [{ part: 'semantics', text }];
}

/** Values may be secrets: a recipe holds their digests only. */
function variables(before: Recipe['env'], after: Recipe['env']): Reason[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [from, to] = [stateOf(before, name), stateOf(after, name)];
    if (from === to && before[name] === after[name]) return [];
    const text = from === to ? `env.${name} has another value` : `env.${name} ${from} -> ${to}`;
    return [{ part: 'env', text }];
  });
}

function stateOf(env: Recipe['env'], name: string): string {
  if (!Object.hasOwn(env, name)) return '(not declared)';
  return env[name] === null ? '(not set)' : '(set)';
}

function environment(before: Digest | null, after: Digest | null, contents: Contents): Reason[] {
  if (before === after) return [];
  const [old, now] = [before, after].map((digest) => (digest === null ? null : contents.packages(digest)));
  const digests = `environment ${brief(before)} -> ${brief(after)}`;
  if (!old || !now) return [{ part: 'environment', text: digests }];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const changed = names
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => `${name} ${old.get(name) ?? '(none)'} -> ${now.get(name) ?? '(none)'}`);
  // the same versions from other files, or for another platform
  const text = changed.length === 0 ? digests : `environment: ${someOf(changed)}`;
  return [{ part: 'environment', text }];
}

function files(part: string, before: Digest | null, after: Digest | null, contents: Contents): Reason[] {
  if (before === after) return [];
  const digests = `${part} ${brief(before)} -> ${brief(after)}`;
  const old = before === null ? null : contents.files(before);
  const now = after === null ? null : contents.files(after);
  if (old === null || now === null) return [{ part, text: digests }];
  const changes = fileChanges(old, now);
  return [{ part, text: changes === '' ? digests : `${part}: ${changes}` }];
}

/** `train.py changed, new.py added, old.py and 3 more removed` */
export function fileChanges(before: readonly FileDigest[], after: readonly FileDigest[]): string {
  const old = new Map(before.map((file) => [file.path, file.sha256]));
  const now = new Map(after.map((file) => [file.path, file.sha256]));
  const changed = [...now].filter(([path, sha256]) => old.has(path) && old.get(path) !== sha256);
  const added = [...now].filter(([path]) => !old.has(path));
  const removed = [...old].filter(([path]) => !now.has(path));
  return [[changed, 'changed'] as const, [added, 'added'] as const, [removed, 'removed'] as const]
    .filter(([paths]) => paths.length > 0)
    .map(([paths, what]) => `${someOf(paths.map(([path]) => path))} ${what}`)
    .join(', ');
}

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

/** Differences of two values, one a leaf: `parameters.layers.1 2 -> (none)`. */
function leaves(part: string, path: string, before: unknown, after: unknown): Reason[] {
  if (Object.is(before, after)) return [];
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) =>
      leaves(part, `${path}.${key}`, Reflect.get(before, key), Reflect.get(after, key)),
    );
  }
  const [from, to] = [show(before), show(after)];
  if (from !== to) return [{ part, text: `${path} ${from} -> ${to}` }];
  // a null that is written counts, and is not the same as nothing
  const [was, is] = [exact(before), exact(after)];
  return was === is ? [] : [{ part, text: `${path} ${was} -> ${is}` }];
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  // labels of an image are digests
  const [, digest] = typeof value === 'string' ? (/^sha256:([0-9a-f]{64})$/.exec(value) ?? []) : [];
  return digest === undefined ? JSON.stringify(value) : brief(digest);
}

function exact(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value);
}

function brief(digest: Digest | null): string {
  return digest === null ? '(none)' : digest.slice(0, 12);
}

/** The earlier recipe that differs least, and by what; of equals the last one. Null where there is none. */
export function nearest<T extends { readonly recipe: Recipe }>(
  earlier: readonly T[],
  recipe: Recipe,
  contents: Contents,
): { readonly found: T; readonly reasons: readonly Reason[] } | null {
  let best: { readonly found: T; readonly reasons: readonly Reason[] } | null = null;
  for (const found of earlier) {
    const differing = reasons(found.recipe, recipe, contents);
    if (best === null || differing.length <= best.reasons.length) best = { found, reasons: differing };
  }
  return best;
}
