import { unreadable } from '../reader/format.ts';
import { classReport } from './classreport.ts';
import type { Dialect } from './dialect.ts';
import { readDvcliveHistory } from './dvclive.ts';
import { readEvents } from './events.ts';
import { harness } from './harness.ts';
import { allResults, trainerState } from './huggingface.ts';
import { readPlain } from './plain.ts';
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

/** The bytes as text. Mistake: they are none. */
export function textIn(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const remedy = 'Name metrics as JSON, YAML, TOML, TensorBoard events, or what MLflow or DVCLive wrote.';
    throw unreadable(path, 'is neither text nor TensorBoard events', remedy, undefined, cause);
  }
}
