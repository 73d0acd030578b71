import { SEMANTICS } from '#metrics/measure/semantics';
import type { Digest } from '#record/digest';
import { digestOfValue } from '#record/digest';
import { type Resource, resource } from '#record/statement';
import type { OwnMeasure } from './ownmeasure.ts';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';

/** Digests of what numbers mean besides the data they are of; null: there is none. */
export interface Definitions {
  /** how predictions are read, which measures they give, and the user's own */
  readonly measures: Digest;
  /** by which columns rows are parted */
  readonly slices: Digest;
  readonly environment: Digest | null;
}

/** How sure numbers are, and what has to hold of them, is no part of what they mean. */
export function definitionsOf(
  { task, roles, positive, slices }: Pick<Rubric, 'task' | 'roles' | 'positive' | 'slices'>,
  own: readonly OwnMeasure[],
  { surroundings }: Pick<Scene, 'surroundings'>,
): Definitions {
  const measured = {
    semantics: SEMANTICS,
    task,
    columns: { ...roles },
    positive: positive ?? null,
    own: [...own],
  };
  return {
    measures: digestOfValue(JSON.parse(JSON.stringify(measured))),
    slices: digestOfValue([...new Set(slices)].sort()),
    environment: surroundings?.digest ?? null,
  };
}

/** As the record of an evaluation names them. */
export function definitionResources({ measures, slices, environment }: Definitions): Resource[] {
  return [
    resource('measures', measures),
    resource('slices', slices),
    ...(environment === null ? [] : [resource('environment', environment)]),
  ];
}
