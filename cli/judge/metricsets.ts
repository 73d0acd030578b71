import '#kit/english';
import * as z from 'zod/mini';
import type { MetricSet } from '#judge/kayenta/metricset';
import { Mistake } from '#kit/outcome';
import { jsonIn } from './file.ts';

/** A metric set as Kayenta's storage has it; NaN is written as a text there. */
const SET = z.looseObject({
  name: z.string(),
  tags: z.nullish(z.record(z.string(), z.string())),
  startTimeMillis: z.number(),
  endTimeMillis: z.nullish(z.number()),
  stepMillis: z.number(),
  values: z.array(z.union([z.number(), z.literal('NaN'), z.null()])),
});

/** The metric sets of a JSON file that holds a list; null where the file is something else. */
export async function metricSetsIn(path: string, cwd: string): Promise<readonly MetricSet[] | null> {
  if (!path.endsWith('.json')) return null;
  const json = await jsonIn(path, cwd);
  if (!Array.isArray(json)) return null;
  const parsed = z.array(SET).safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const what = `is no list of metric sets: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
    throw new Mistake({ subject: path, what, remedy: 'Give the metric sets that Kayenta stores.' });
  }
  return parsed.data.map(
    ({ name, tags, startTimeMillis: start, endTimeMillis, stepMillis: step, values }) => ({
      name,
      tags: tags ?? {},
      start,
      end: endTimeMillis ?? start + step * values.length,
      step,
      values: values.map((value) => (typeof value === 'number' ? value : Number.NaN)),
    }),
  );
}
