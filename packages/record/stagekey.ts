import { type Digest, digestOfValue } from './digest.ts';
import type { Made } from './statement.ts';
import { URI } from './vocabulary.ts';

/** Everything that can change what a stage makes (docs/design.md, Stage key v1). */
export interface Recipe {
  readonly stage: Made['stage'];
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
