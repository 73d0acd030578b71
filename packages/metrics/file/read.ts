import { unreadable } from '../reader/format.ts';
import { classReport } from './classreport.ts';
import { Collection } from './collection.ts';
import type { Dialect } from './dialect.ts';
import { dvcliveHistory, readDvcliveHistory } from './dvclive.ts';
import { readEvents } from './events.ts';
import { harness } from './harness.ts';
import { allResults, trainerState } from './huggingface.ts';
import { loggedIn, readMlflow } from './mlflowrun.ts';
import { collect, readPlain } from './plain.ts';
import { promptfoo } from './promptfoo.ts';
import { isTfRecord } from './tfrecord.ts';
import { type Tree, treeOf } from './tree.ts';
import type { Kind, MetricsFile } from './written.ts';

/** A file with its path: of a folder's, relative to it. */
export interface Content {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Tools that write nested names of their own kind. A new one is added here and in its own file. */
const DIALECTS: readonly Dialect[] = [trainerState, harness, promptfoo, classReport, allResults];

/**
 * Reads a metrics file by what is in it: TensorBoard events, a DVCLive history, or nested names and numbers as JSON,
 * YAML or TOML, in the way of a tool that is known or plain. NaN and Infinity become NaN with a reason.
 *
 * @throws Mistake where it is none of these, is empty or is damaged
 */
export async function readMetrics({ bytes, path }: Content): Promise<MetricsFile> {
  if (bytes.length === 0) throw unreadable(path, 'is empty (0 bytes)', 'Let the tool write it to the end.');
  if (isTfRecord(bytes)) return readEvents([{ bytes, path }]);
  const text = textIn(bytes, path);
  if (/\.tsv$/i.test(path)) return readDvcliveHistory(text, path);
  const { tree, spelled } = await treeOf(text, path);
  return metricsOf(tree, spelled);
}

/** What nested names say: by the tool that wrote them where it is known, else each number by its names. */
export function metricsOf(tree: Tree, spelled: Kind): MetricsFile {
  const dialect = DIALECTS.find((one) => one.recognises(tree));
  return dialect === undefined ? readPlain(tree, spelled) : dialect.read(tree);
}

function textIn(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const remedy = 'Name metrics as JSON, YAML, TOML, TensorBoard events, or what MLflow or DVCLive wrote.';
    throw unreadable(path, 'is neither text nor TensorBoard events', remedy, undefined, cause);
  }
}

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
