import { profileText } from '#judge/drift/profile/json';
import { type Columns, profileOf } from '#judge/drift/profile/profile';
import { Mistake } from '#kit/outcome';
import { readTable } from '#metrics/reader/reader';
import { evaluatedColumns } from './columns.ts';
import type { Scene } from './scene.ts';

/**
 * Counts of what was predicted, by the columns that mlops.yml names: prediction, score and slices, no ids, no labels and
 * no other column. monitor-gate takes it for a reference. Null where the file has none of them.
 */
export async function profileOfRows(path: string, { host, project }: Scene): Promise<string | null> {
  const roles = evaluatedColumns(project);
  const slices = project.section('evaluate').get('slices')?.said;
  const wanted = [
    roles.prediction ?? 'prediction',
    roles.score ?? 'score',
    ...(slices !== undefined && 'value' in slices ? [slices.value].flat() : []),
  ].map(String);
  try {
    const table = await readTable(host.files.stream(path), path, new Set(wanted));
    const columns: Columns = new Map([...table.columns].filter(([name]) => wanted.includes(name)));
    return columns.size === 0 ? null : profileText(profileOf(columns));
  } catch (error) {
    // what was judged was read before: a file that cannot be read here is a reference for nobody
    if (!(error instanceof Mistake)) throw error;
    host.log.debug(`No ${path} in counts: ${error.message}`);
    return null;
  }
}
