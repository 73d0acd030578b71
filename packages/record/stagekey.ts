import { type Digest, digestOfValue } from './digest.ts';
import { URI } from './vocabulary.ts';

/** Everything that can change what a stage makes (docs/design.md, Stage key v1). */
export interface Recipe {
  readonly stage: string;
  readonly name: string | null;
  /** the effective section: command, declared outputs and whatever else decides the result */
  readonly section: Readonly<Record<string, unknown>>;
  readonly code: Digest;
  readonly environment: Digest | null;
  /** digests of what goes in, by name: `data:flights`, `model` */
  readonly inputs: Readonly<Record<string, Digest>>;
  readonly parameters: unknown;
  readonly seed: number | null;
  /** values of the variables declared in `env:` */
  readonly env: Readonly<Record<string, string | null>>;
  readonly semantics: number;
}

/** Same recipe, same key; the schema's URI keeps keys of other versions apart. */
export function stageKey(recipe: Recipe): Digest {
  return digestOfValue({ schema: URI.stageKey, ...recipe });
}

/** What differs between two recipes, one line a leaf: `parameters.lr 0.01 -> 0.02`. */
export function differences(before: unknown, after: unknown, path = ''): string[] {
  if (Object.is(before, after)) return [];
  if (!isBranch(before) || !isBranch(after)) {
    const [from, to] = [show(before), show(after)];
    return from === to ? [] : [`${path || 'it'} ${from} -> ${to}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const below = path === '' ? key : `${path}.${key}`;
    return differences(Reflect.get(before, key), Reflect.get(after, key), below);
  });
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const DIGEST = /^[0-9a-f]{64}$/;

function show(value: unknown): string {
  if (value === undefined) return '(none)';
  if (typeof value === 'string' && DIGEST.test(value)) return value.slice(0, 12);
  return JSON.stringify(value);
}
