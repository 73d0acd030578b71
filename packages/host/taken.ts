import { Mistake } from '#kit/outcome';

/** The mistake every host makes of an artifact name that this attempt has used already. */
export function taken(name: string, cause?: unknown): Mistake {
  const remedy = 'Give name: to tell the two apart, e.g. the matrix value.';
  const what = 'is the name of an artifact that this run has published already';
  return new Mistake({ subject: name, what, remedy }, cause === undefined ? {} : { cause });
}
