import { unreadable } from '../reader/format.ts';
import { Collection } from './collection.ts';
import { dvcliveHistory } from './dvclive.ts';
import { readEvents } from './events.ts';
import { loggedIn, readMlflow } from './mlflowrun.ts';
import { collect } from './plain.ts';
import { type Content, textIn } from './read.ts';
import { treeOf } from './tree.ts';
import type { Kind, MetricsFile } from './written.ts';

/** Which files of a folder hold metrics, and whose folder it is; null where it is nobody's that is known. */
export function folderKind(
  paths: readonly string[],
): { readonly kind: Kind; readonly wanted: readonly string[] } | null {
  const below = (pattern: RegExp) => paths.filter((path) => pattern.test(path));
  const runs = below(/^metrics\/./);
  if (paths.includes('meta.yaml') && (runs.length > 0 || below(/^(params|tags|artifacts)\//).length > 0))
    return { kind: 'MLflow', wanted: runs };
  const events = below(/(^|\/)[^/]*\.tfevents\.[^/]*$/);
  if (events.length > 0) return { kind: 'TensorBoard', wanted: [...events].sort() };
  const live = below(/^(metrics\.(json|ya?ml|toml)|plots\/metrics\/.+\.tsv)$/);
  if (live.length > 0) return { kind: 'DVCLive', wanted: live };
  return null;
}

/**
 * Reads a folder of metrics, of which `files` are what `folderKind` wanted: a run of MLflow's file store, the event
 * files of TensorBoard, or what DVCLive wrote. Event files in folders below are runs of their own: their names begin
 * with the folder's, as TensorBoard shows them.
 */
export async function readMetricsFolder(
  kind: Kind,
  files: readonly Content[],
  path: string,
): Promise<MetricsFile> {
  if (kind === 'MLflow') return readMlflowFolder(files);
  if (kind === 'TensorBoard') return readRuns(files);
  if (kind === 'DVCLive') return readDvclive(files);
  throw unreadable(path, 'is a folder of nothing that is known', FOLDERS);
}

export const FOLDERS =
  'Name a run of MLflow (mlruns/<experiment>/<run>), a folder of TensorBoard event files, or of DVCLive; or a file.';

function readMlflowFolder(files: readonly Content[]): MetricsFile {
  const logged = files.map(
    ({ path, bytes }) => [path.replace(/^metrics\//, ''), loggedIn(textIn(bytes, path))] as const,
  );
  return readMlflow(new Map(logged));
}

function readRuns(files: readonly Content[]): MetricsFile {
  const runs = Map.groupBy(files, ({ path }) => path.split('/').slice(0, -1).join('/'));
  if (runs.size === 1) return readEvents(files);
  const found = new Collection();
  for (const [run, own] of runs) found.merge(readEvents(own), run === '' ? '' : `${run}/`);
  return found.finish('TensorBoard');
}

/** The last values in metrics.json, every step in plots/metrics: the latter have all that the first has. */
async function readDvclive(files: readonly Content[]): Promise<MetricsFile> {
  const found = new Collection();
  for (const { path, bytes } of files.filter((one) => one.path.endsWith('.tsv'))) {
    // `plots/metrics/eval/loss.tsv` is the metric eval/loss, whatever its column is called
    const name = path.replace(/^plots\/metrics\//, '').replace(/\.tsv$/, '');
    for (const points of (await dvcliveHistory(textIn(bytes, path), path)).values())
      found.addSeries(name, points);
  }
  for (const { path, bytes } of files.filter((one) => !one.path.endsWith('.tsv'))) {
    const { tree } = await treeOf(textIn(bytes, path), path);
    const known = new Collection();
    collect('', tree, known);
    found.fill(known.finish('DVCLive'));
  }
  return found.finish('DVCLive');
}
