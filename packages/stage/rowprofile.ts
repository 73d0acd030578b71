import { profileText } from '#judge/drift/profile/json';
import { type Columns, profileOf } from '#judge/drift/profile/profile';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { readTable } from '#metrics/reader/reader';
import type { Rubric } from './rubric.ts';

/**
 * Counts of what was predicted, a profile as drift is judged by: of prediction, score and slices alone, no ids, no labels
 * and no other column. monitor-gate takes it for a reference. Null where the file has none of them.
 */
export async function profileOfRows(
  path: string,
  { roles, slices }: Pick<Rubric, 'roles' | 'slices'>,
  { files, log }: Pick<Host, 'files' | 'log'>,
): Promise<string | null> {
  const wanted = [roles.prediction ?? 'prediction', roles.score ?? 'score', ...slices];
  try {
    const table = await readTable(files.stream(path), path, new Set(wanted));
    const columns: Columns = new Map([...table.columns].filter(([name]) => wanted.includes(name)));
    return columns.size === 0 ? null : profileText(profileOf(columns));
  } catch (error) {
    // the rows were judged by now: a file that cannot be counted is a reference for nobody
    if (!(error instanceof Mistake)) throw error;
    log.debug(`The rows are not counted: ${error.message}`);
    return null;
  }
}
