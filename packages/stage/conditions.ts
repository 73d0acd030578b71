import { digestOfValue } from '#record/digest';
import type { Rubric } from './judging.ts';

/** What had to hold and on what terms, and what the columns of predictions mean, as a record names them. */
export function conditionsIn({ gates, terms, on, allowance, task, roles, slices, positive }: Rubric) {
  const held = { gates: gates.map(({ text }) => text), terms: { ...terms }, on, allowance };
  const meant = { task, roles, slices, positive: positive ?? null };
  const named = (name: string, value: unknown) => ({ name, digest: { sha256: digestOfValue(value) } });
  return [named('gates', held), named('definitions', meant)];
}
