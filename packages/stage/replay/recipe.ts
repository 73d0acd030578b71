import { digestNamed, type Told } from '#record/reading';
import type { Recipe } from '#record/stagekey';
import { FILE } from '#record/vocabulary';

/**
 * Dependencies of a record that are no input by name: they have their own place in a recipe, or, as a verdict of the
 * model, none.
 */
const APART = ['code', 'environment', FILE.verdict];

/** The recipe a record was made by, as far as it says; null for a judgement or a deployment, which have none. */
export function recipeOf(told: Told): Recipe | null {
  const { stage, dependencies, internal } = told;
  if (stage === 'evaluate' || stage === 'deploy' || stage === 'monitor-gate') return null;
  const inputs = dependencies.flatMap(({ name }): [string, string][] => {
    const digest = digestNamed(dependencies, name);
    return digest === null || APART.some((one) => name === one || name.startsWith(`${one} `))
      ? []
      : [[name, digest]];
  });
  return {
    stage,
    name: told.name,
    section: told.section,
    code: digestNamed(dependencies, 'code') ?? '',
    environment: digestNamed(dependencies, 'environment'),
    inputs: Object.fromEntries(inputs),
    parameters: told.parameters,
    seed: told.seed,
    env: told.env,
    semantics: typeof internal['semantics'] === 'number' ? internal['semantics'] : 0,
  };
}
