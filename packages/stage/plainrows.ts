import { csvOf } from '#metrics/csv';
import { readTable } from '#metrics/reader/reader';
import { wantedColumns } from '#metrics/roles';
import type { Rubric } from './rubric.ts';
import type { Scene } from './scene.ts';
import type { Scored } from './scoring.ts';

/** Where they lie in the artifact; by another name than the predictions, which a record knows by their digest. */
const PLACE = 'csv/predictions.csv';

/**
 * Of a pull request whose token can only read, a fork's or Dependabot's, another run reports, and of what an untrusted
 * run left that one reads CSV alone: predictions in another format are written as CSV too.
 */
export async function writePlainRows(
  folder: string,
  { rubric, scored }: { readonly rubric: Rubric; readonly scored: Scored | null },
  { host }: Scene,
): Promise<void> {
  if (scored === null || scored.path.endsWith('.csv') || !isUntrusted(host)) return;
  const { roles, slices } = rubric;
  const table = await readTable(host.files.stream(scored.path), scored.path, wantedColumns(roles, slices));
  await host.files.write(`${folder}/${PLACE}`, csvOf(table.columns, table.rows));
}

function isUntrusted({ run, env }: Scene['host']): boolean {
  const { proposal } = run;
  if (proposal === null || proposal.kind !== 'pull request') return false;
  return proposal.fork !== null || env['GITHUB_ACTOR'] === 'dependabot[bot]';
}
