import type { Digest } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import { type Statement, subjectDigest } from '#record/statement';

/** An artifact's record and its digest. */
interface Recorded {
  readonly record: Statement;
  readonly recordDigest: Digest;
}

const PART = /^(?:shard|candidate):/;

/**
 * Those that no other of them was made of: the evaluation that joined shards, or chose among candidates, speaks for all
 * of them.
 */
export function wholes<R extends Recorded>(all: readonly R[]): R[] {
  const parts = new Set(
    all.flatMap(({ record }) =>
      (tell(record)?.ancestors ?? []).flatMap(({ name, digest }) =>
        PART.test(name) && 'sha256' in digest ? [digest.sha256] : [],
      ),
    ),
  );
  return all.filter(({ recordDigest }) => !parts.has(recordDigest));
}

/** The training whose model a sweep has chosen, by what evaluations say; null where none or several did. */
export function chosenOf<R extends Recorded>(
  trainings: readonly R[],
  evaluations: readonly Recorded[],
): R | null {
  const named = evaluations.flatMap(
    ({ record }) => digestNamed(tell(record)?.dependencies ?? [], 'chosen') ?? [],
  );
  const [chosen, ...others] = new Set(named);
  if (chosen === undefined || others.length > 0) return null;
  return trainings.find(({ record }) => subjectDigest(record, 'model') === chosen) ?? null;
}
