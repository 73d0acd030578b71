import * as z from 'zod/mini';
import type { Field } from '#kit/field';
import { URI } from '#record/vocabulary';
import {
  containerizeFields,
  datasetFields,
  deployFields,
  environmentFields,
  evaluateFields,
  modelName,
  monitorFields,
  trainFields,
} from './sections.ts';

type Shape = Readonly<Record<string, Field>>;
type SchemaOf = (field: Field) => z.ZodMiniType;

/** A section as zod sees it: its fields' own schemas, each optional (another source may give it), no others. */
function section(fields: Shape, schemaOf: SchemaOf, needed: readonly string[] = []) {
  const entries = Object.entries(fields).map(([key, field]) => [
    key,
    needed.includes(key) ? schemaOf(field) : z.optional(schemaOf(field)),
  ]);
  return z.strictObject(Object.fromEntries(entries));
}

function configurationOf(schemaOf: SchemaOf) {
  const dataset = section(datasetFields, schemaOf, ['path']);
  return z.strictObject({
    schema: z.literal(1, 'is not 1, the one version of this file that there is'),
    // described or not, it takes what it took
    model: z.optional(schemaOf(modelName) as typeof modelName.schema),
    environment: z.optional(section(environmentFields, schemaOf)),
    data: z.optional(z.record(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/)), dataset)),
    train: z.optional(section(trainFields, schemaOf)),
    evaluate: z.optional(section(evaluateFields, schemaOf)),
    containerize: z.optional(section(containerizeFields, schemaOf)),
    deploy: z.optional(section(deployFields, schemaOf)),
    'monitor-gate': z.optional(section(monitorFields, schemaOf)),
  });
}

/** mlops.yml, version 1. */
export const configuration = configurationOf(({ schema }) => schema);

/** Sections an action reads by name. */
export const SECTIONS = [
  'environment',
  'train',
  'evaluate',
  'containerize',
  'deploy',
  'monitor-gate',
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** The published JSON Schema: what an editor needs to complete and check mlops.yml. */
export function jsonSchema(): unknown {
  // what a field means is said here alone: carried along, it would double the time a run takes to start
  const described = configurationOf(({ schema, description }) => schema.check(z.describe(description)));
  const schema = z.toJSONSchema(described, { io: 'input', unrepresentable: 'any' });
  return { ...schema, $id: URI.configuration, title: 'mlops.yml' };
}
