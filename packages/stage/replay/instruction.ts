import * as z from 'zod/mini';
import type { Told } from '#record/reading';

const texts = z.array(z.string());

/** What a record holds for a replay besides the recipe. An older or foreign record may say less: then it is not there. */
const internal = z.object({
  code: z.catch(texts, []),
  apart: z.catch(texts, []),
  data: z.catch(z.record(z.string(), z.string()), {}),
  params: z.catch(z.nullable(z.string()), null),
  lock: z.catch(z.nullable(z.string()), null),
  environment: z.catch(z.nullable(z.object({ python: z.string(), extras: texts, groups: texts })), null),
  folder: z.catch(z.string(), ''),
  config: z.catch(z.nullable(z.string()), null),
});

export type Instruction = Readonly<z.infer<typeof internal>>;

/** Where code, data, parameters, lock file and configuration lay. Paths are relative to the project folder. */
export function instructionOf(told: Told): Instruction {
  return internal.parse(told.internal);
}

/** A text of the recorded section; null where it has none of that name. */
export function said({ section }: Told, key: string): string | null {
  const value = section[key];
  return typeof value === 'string' ? value : null;
}
