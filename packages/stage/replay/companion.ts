import { join } from 'node:path';
import { digestOf } from '#record/digest';
import { digestNamed } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { LEDGER } from '../ledger.ts';
import type { RecordRead } from './found.ts';
import type { Setting } from './setting.ts';

/**
 * A small file that a record names by its digest (metrics.json, verdict.json, environment.json), from beside the
 * record or from a ledger; null where it is not at hand as it was.
 */
export async function companion(
  name: string,
  { digest, statement, told }: RecordRead,
  { found, homes, looking }: Pick<Setting, 'found' | 'homes' | 'looking'>,
): Promise<string | null> {
  const expected = digestNamed(told.byproducts, name) ?? subjectDigest(statement, name);
  if (expected === null) return null;
  const folders = [...(found.digest === digest ? [found.folder] : []), ...homes.map((home) => join(home, LEDGER, digest))];
  for (const folder of folders) {
    const path = join(folder, name);
    if ((await looking.files.exists(path)) !== 'file') continue;
    const text = await looking.files.text(path);
    if (digestOf(text) === expected) return text;
  }
  return null;
}
