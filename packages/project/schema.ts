import * as z from 'zod/mini';
import type { Field } from '#kit/field';
import { URI } from '#record/vocabulary';
import { datasetFields, environmentFields, evaluateFields, modelName, trainFields } from './sections.ts';

type Shape = Readonly<Record<string, Field>>;

/** A section as zod sees it: its fields' own schemas, each optional (another source may give it), no others. */
function section(fields: Shape, needed: readonly string[] = []) {
  const entries = Object.entries(fields).map(([key, { schema }]) => [
    key,
    needed.includes(key) ? schema : z.optional(schema),
  ]);
  return z.strictObject(Object.fromEntries(entries));
}

const dataset = section(datasetFields, ['path']);

/** mlops.yml, version 1. */
export const configuration = z.strictObject({
  schema: z.literal(1, 'is not 1, the one version of this file that there is'),
  model: z.optional(modelName.schema),
  environment: z.optional(section(environmentFields)),
  data: z.optional(z.record(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/)), dataset)),
  train: z.optional(section(trainFields)),
  evaluate: z.optional(section(evaluateFields)),
});

/** Sections an action reads by name. */
export const SECTIONS = ['environment', 'train', 'evaluate'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** The published JSON Schema: what an editor needs to complete and check mlops.yml. */
export function jsonSchema(): unknown {
  const schema = z.toJSONSchema(configuration, { io: 'input', unrepresentable: 'any' });
  return { ...schema, $id: URI.configuration, title: 'mlops.yml' };
}
