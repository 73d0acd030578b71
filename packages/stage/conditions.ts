import { digestOfValue } from '#record/digest';
import { type Resource, resource } from '#record/statement';
import { type Definitions, definitionResources } from './definitions.ts';
import type { Rubric } from './rubric.ts';

/** What had to hold and on what terms, and what the numbers mean, as a record names them. */
export function conditionsIn({ gates, terms, on, allowance }: Rubric, definitions: Definitions): Resource[] {
  const held = { gates: gates.map(({ text }) => text), terms: { ...terms }, on, allowance };
  return [resource('gates', digestOfValue(held)), ...definitionResources(definitions)];
}
