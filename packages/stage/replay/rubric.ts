import * as z from 'zod/mini';
import type { Told } from '#record/reading';
import type { Resource } from '#record/statement';

const texts = z.array(z.string());

const gates = z.object({
  gates: texts,
  terms: z.object({ confidence: z.number(), minN: z.number(), seed: z.number() }),
  on: z.string(),
  allowance: z.number(),
});

const measures = z.object({
  task: z.nullable(z.string()),
  columns: z.record(z.string(), z.string()),
  positive: z.nullable(z.string()),
});

const slices = z.object({ slices: texts });

/**
 * What an evaluation was judged by, as inputs of the action. An older record holds digests alone, as does one whose
 * texts held a secret: then it is empty, and mlops.yml of the commit says it.
 */
export function judgedBy({ dependencies }: Pick<Told, 'dependencies'>): Record<string, unknown> {
  const by = gates.safeParse(textsOf(dependencies, 'gates'));
  const read = measures.safeParse(textsOf(dependencies, 'measures'));
  const parted = slices.safeParse(textsOf(dependencies, 'slices'));
  return {
    ...(by.success ? conditions(by.data) : {}),
    ...(read.success ? read.data : {}),
    ...(parted.success ? parted.data : {}),
  };
}

function conditions({ gates: held, terms, on, allowance }: z.infer<typeof gates>): Record<string, unknown> {
  const { confidence, minN, seed } = terms;
  return {
    gates: held,
    confidence: String(confidence),
    'min-n': minN,
    'resampling-seed': seed,
    on,
    allowance: String(allowance),
  };
}

function textsOf(dependencies: readonly Resource[], name: string): unknown {
  return dependencies.find((one) => one.name === name)?.annotations;
}
