import { passes } from '#judge/verdict';
import type { Digest } from '#record/digest';
import { digestNamed, type Told, tell } from '#record/reading';
import { readStatement, type Statement, subjectDigest } from '#record/statement';

/** The evaluation that a model passed, as the records of its image have it. */
export interface Evaluated {
  readonly record: Digest;
  readonly told: Told;
  /** SHA-256 of the predictions it judged */
  readonly predictions: Digest | null;
}

/** A record of an image's packing, with the records of all that came before it. */
export interface Evidence {
  /** where it was found, for messages */
  readonly place: string;
  readonly record: Digest;
  readonly told: Told;
  /** bytes by their SHA-256, its own included */
  readonly chain: ReadonlyMap<Digest, string>;
}

/** What the evaluations say of a model, by one packing's records. */
export interface Judged {
  readonly evidence: Evidence;
  /** the evaluations it names, all of them of this model */
  readonly found: readonly Evaluated[];
  /** the first that did not pass */
  readonly bad: Evaluated | null;
}

/**
 * The packings of an image among records, newest first, each with what it follows from; nothing else of the records
 * goes on with it. `records`: bytes by their SHA-256.
 */
export function evidenceAmong(
  place: string,
  records: ReadonlyMap<Digest, string>,
  image: Digest,
): Evidence[] {
  const found = [...records.keys()].flatMap((record): Evidence[] => {
    const told = toldOf(records.get(record));
    if (told?.stage !== 'containerize' || digestNamed(told.subjects, 'image') !== image) return [];
    return [{ place, record, told, chain: chainOf(record, records) }];
  });
  return found.sort((one, other) => Date.parse(other.told.finishedOn) - Date.parse(one.told.finishedOn));
}

/** A record and all it follows from, by digest, as far as they are there. */
function chainOf(record: Digest, records: ReadonlyMap<Digest, string>): Map<Digest, string> {
  const chain = new Map<Digest, string>();
  const waiting = [record];
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    const bytes = records.get(digest);
    if (bytes === undefined || chain.has(digest)) continue;
    chain.set(digest, bytes);
    for (const ancestor of toldOf(bytes)?.ancestors ?? [])
      if ('sha256' in ancestor.digest) waiting.push(ancestor.digest.sha256);
  }
  return chain;
}

/** The evaluations of the model that a packing's record itself names: baselines and older ones are not among them. */
export function judgedBy(evidence: Evidence, model: Digest): Judged {
  const found = evidence.told.ancestors.flatMap(({ digest }): Evaluated[] => {
    const record = 'sha256' in digest ? digest.sha256 : '';
    const statement = statementOf(evidence.chain.get(record));
    const told = statement === null ? null : tell(statement);
    if (statement === null || told?.stage !== 'evaluate' || subjectDigest(statement, 'model') !== model)
      return [];
    return [{ record, told, predictions: subjectDigest(statement, 'predictions') }];
  });
  return { evidence, found, bad: found.find(({ told }) => !passes(told.verdict)) ?? null };
}

/** Each of its evaluations passed, and there is one. */
export function mayServe({ found, bad }: Judged): boolean {
  return found.length > 0 && bad === null;
}

function toldOf(bytes: string | undefined): Told | null {
  const statement = statementOf(bytes);
  return statement === null ? null : tell(statement);
}

/** null: there are no bytes, or they are no record */
function statementOf(bytes: string | undefined): Statement | null {
  try {
    return bytes === undefined ? null : readStatement(bytes);
  } catch {
    return null;
  }
}
