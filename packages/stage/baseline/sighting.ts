import type { Ref } from '#kit/ports';
import { type Digest, digestOf } from '#record/digest';
import { type Told, tell } from '#record/reading';
import { readStatement, type Statement } from '#record/statement';
import { FILE } from '#record/vocabulary';
import type { Fetched } from '../artifact.ts';
import { ancestorsIn, type KeptRows, rowsIn, textIn } from '../baseline.ts';

/** An evaluation that was found, before it is decided whether it is taken. */
export interface Sighting {
  readonly record: Digest;
  /** bytes of the record */
  readonly text: string;
  readonly statement: Statement;
  readonly told: Told;
  /** verdict.json; null where it is not kept there */
  readonly verdict: string | null;
  readonly rows: KeptRows | null;
  readonly origins: ReadonlyMap<Digest, string>;
}

/** What a ref holds that is not damaged; null where its record is of no evaluation. */
export function sightingIn(ref: Ref): Sighting | null {
  const text = textIn(ref, FILE.record);
  const statement = readStatement(text);
  const told = tell(statement);
  if (told?.stage !== 'evaluate') return null;
  const verdict = ref.files.has(FILE.verdict) ? textIn(ref, FILE.verdict) : null;
  return {
    record: digestOf(text),
    text,
    statement,
    told,
    verdict,
    rows: rowsIn(ref),
    origins: ancestorsIn(ref),
  };
}

/** What an artifact holds; `verdict` and `rows` were checked against its record. */
export function sightingOf(
  { record: statement, recordDigest, chain }: Fetched,
  verdict: string,
  rows: KeptRows | null,
): Sighting | null {
  const told = tell(statement);
  const text = chain.get(recordDigest);
  if (told?.stage !== 'evaluate' || text === undefined) return null;
  return { record: recordDigest, text, statement, told, verdict, rows, origins: chain };
}
