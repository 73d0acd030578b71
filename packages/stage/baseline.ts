import type { BaselineFacts } from '#judge/verdict';
import { Mistake } from '#kit/outcome';
import type { Ref } from '#kit/ports';
import type { Measurement } from '#metrics/measurement';
import { type Digest, digestOf } from '#record/digest';
import { digestNamed, tell } from '#record/reading';
import { readStatement, subjectDigest } from '#record/statement';
import { FILE } from '#record/vocabulary';
import { numbersIn } from './baseline/numbers.ts';

/** Rows with what was predicted for them, as a file. */
export interface KeptRows {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What the candidate is compared with: numbers of an earlier evaluation, and how it was found (baseline/walk.ts). */
export interface Baseline {
  readonly facts: BaselineFacts;
  readonly measurements: readonly Measurement[] | null;
  /** the predictions those numbers are of, where they are kept: they say which rows were judged */
  readonly predictions: KeptRows | null;
  readonly notes: readonly string[];
  /** when its record was finished, ISO 8601; no part of the verdict, which is of the content alone */
  readonly decidedOn: string | null;
  /** digest of the record's bytes; null where there is no record */
  readonly record: Digest | null;
  readonly chain: ReadonlyMap<Digest, string>;
  /** records of what the baseline was made of: it has a lineage of its own, which does not travel with the candidate */
  readonly origins: ReadonlyMap<Digest, string>;
  /** its model was scored again, on the data that are judged on now */
  readonly rescored?: true;
  /** why its numbers are not compared with (likeness.ts) */
  readonly incomparable?: string;
}

/** The name of the ref that `report` moves. */
export const BASELINE = 'baseline';

/**
 * What is wrong with the files that a ref of an evaluation holds; null where its record is the one it names, and
 * verdict, predictions and their counts are what that says.
 */
export function damageOf(ref: Ref): string | null {
  if (!ref.files.has(FILE.record)) return `it has no ${FILE.record}`;
  const text = textIn(ref, FILE.record);
  if (digestOf(text) !== ref.digest) return `its ${FILE.record} is not the one it names`;
  try {
    const record = readStatement(text);
    if (!ref.files.has(FILE.verdict)) return `it has no ${FILE.verdict}`;
    for (const [path, bytes] of ref.files) {
      const subject = path.startsWith('predictions.') ? 'predictions' : path;
      const judged = subject === 'predictions' || subject === FILE.verdict;
      if (judged && subjectDigest(record, subject) !== digestOf(bytes))
        return `its ${path} is not what its record says`;
      if (path === FILE.profile && digestNamed(tell(record)?.byproducts ?? [], path) !== digestOf(bytes))
        return `its ${path} is not what its record says`;
    }
    numbersIn(textIn(ref, FILE.verdict), FILE.verdict);
    return null;
  } catch (error) {
    return error instanceof Mistake
      ? `its ${FILE.verdict} ${error.problems[0]?.what}`
      : `its ${FILE.record} is no record`;
  }
}

/** A file of a ref as text; empty where it has none of that name. */
export function textIn({ files }: Pick<Ref, 'files'>, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

/** The predictions that a ref keeps; null where it keeps none. */
export function rowsIn({ files }: Pick<Ref, 'files'>): KeptRows | null {
  const [kept] = [...files].filter(([path]) => path.startsWith('predictions.'));
  return kept === undefined ? null : { file: kept[0], bytes: kept[1] };
}

/** The records a ref keeps of what came before, by the digest of their bytes. */
export function ancestorsIn(ref: Pick<Ref, 'files'>): Map<Digest, string> {
  const paths = [...ref.files.keys()].filter((path) => path.startsWith(`${FILE.ancestors}/`));
  return new Map(
    paths.map((path) => {
      const text = textIn(ref, path);
      return [digestOf(text), text];
    }),
  );
}
