import { Mistake } from '#kit/outcome';
import type { Digest } from '#record/digest';
import { digestNamed, type Told } from '#record/reading';

/** A record of the ledger. */
export interface Entry {
  readonly digest: Digest;
  readonly told: Told;
}

/**
 * The one record a word means: by the beginning of its digest (four signs or more), else by its run. Of a run that
 * left several, the one that is no other's ancestor: the evaluation, which tells of the training before it.
 *
 * @throws Mistake that lists them where there are several, and says where records come from where there is none
 */
export function chooseEntry<T extends Entry>(said: string, ledger: readonly T[]): T {
  const isDigest = /^[0-9a-f]{4,64}$/.test(said);
  const byDigest = isDigest ? ledger.filter(({ digest }) => digest.startsWith(said)) : [];
  const found = byDigest.length > 0 ? byDigest : last(ledger.filter(({ told }) => isOfRun(said, told)));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw only === undefined ? none(said, ledger.length) : several(said, found);
}

/** `20260131T090000000Z-4711`, `…-4711/1`, a run's number or its address. */
function isOfRun(said: string, { invocation }: Told): boolean {
  return invocation === said || invocation.startsWith(`${said}/`) || invocation.includes(`/runs/${said}/`);
}

function last<T extends Entry>(records: readonly T[]): T[] {
  const before = new Set(
    records.flatMap(({ told }) => told.ancestors.map(({ name }) => digestNamed(told.ancestors, name))),
  );
  return records.filter(({ digest }) => !before.has(digest));
}

function none(said: string, known: number): Mistake {
  const remedy = `Name a record.json, the folder of an artifact, the beginning of a digest (4 characters or more) or a run; ${known} records are known in this folder.`;
  return new Mistake({ subject: said, what: 'is no record that is known here', remedy });
}

function several(said: string, found: readonly Entry[]): Mistake {
  const listed = found.map(
    ({ digest, told }) => `${digest.slice(0, 12)} (${titleOf(told)}, ${told.finishedOn})`,
  );
  const remedy = `Name one by its digest: ${listed.join(', ')}.`;
  return new Mistake({ subject: said, what: `means ${found.length} records`, remedy });
}

interface Titled {
  readonly stage: string;
  readonly model: string | null;
  readonly name: string | null;
}

/** `train flights deep`, `data rows`: which stage of which model, in words; a dataset is of no one model. */
export function titleOf({ stage, model, name }: Titled): string {
  return [stage, stage === 'data' ? null : model, name].filter((part) => part !== null).join(' ');
}
