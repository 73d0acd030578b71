import { join } from 'node:path';
import { digestOf } from '#record/digest';
import { digestNamed } from '#record/reading';
import { subjectDigest } from '#record/statement';
import { COMPANIONS } from '../ledger.ts';
import type { RecordRead } from './found.ts';
import type { Setting } from './setting.ts';

/**
 * A small file that a record names by its digest (metrics.json, verdict.json, environment.json): from beside the
 * record, from one of the folders in `more`, or as it is known here; null where it is not at hand as it was.
 */
export async function companion(
  name: string,
  { digest, statement, told }: RecordRead,
  { found, looking, memory }: Pick<Setting, 'found' | 'looking' | 'memory'>,
  more: readonly string[] = [],
): Promise<string | null> {
  const expected = digestNamed(told.byproducts, name) ?? subjectDigest(statement, name);
  if (expected === null) return null;
  const beside = found.digest === digest && found.folder !== null ? [found.folder] : [];
  for (const folder of [...beside, ...more]) {
    const path = join(folder, name);
    if ((await looking.files.exists(path)) !== 'file') continue;
    const text = await looking.files.text(path);
    if (digestOf(text) === expected) return text;
  }
  const known = COMPANIONS.find((one) => one === name);
  return known === undefined ? null : memory.companion(digest, known);
}
