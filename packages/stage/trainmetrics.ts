import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import type { MetricsFile } from '#metrics/file/written';
import { FILE } from '#record/vocabulary';
import { basename } from './digest.ts';
import { flatMetrics, numbersIn } from './metrics.ts';
import { isMlflowStore, readMetricsAt } from './metricsfile.ts';
import { putInPlace } from './placement.ts';

/** Where an artifact keeps metrics that are no JSON as they were written. */
const ORIGINAL = 'metrics';

/**
 * Puts what training wrote into its folder: JSON as it is; any other format that is known as names and numbers, with
 * the original beside them. A file that cannot be read is kept as it is: who reads it says what is wrong with it.
 */
export async function keepMetrics(
  metrics: string,
  folder: string,
  host: Pick<Host, 'files' | 'log'>,
): Promise<void> {
  const { files } = host;
  const isFile = (await files.exists(metrics)) === 'file';
  if (isFile && (await isJson(metrics, files))) return files.copy(metrics, `${folder}/${FILE.metrics}`);
  try {
    const found = await readMetricsAt(metrics, host);
    for (const note of found.notes) host.log.notice(note);
    await writeMetrics(found, folder, host);
    await files.copy(metrics, `${folder}/${ORIGINAL}/${basename(metrics)}`);
  } catch (error) {
    if (!(error instanceof Mistake) || !isFile) throw error;
    await files.copy(metrics, `${folder}/${FILE.metrics}`);
  }
}

/** Writes names and numbers, NaN as Python would. */
export async function writeMetrics(
  found: MetricsFile,
  folder: string,
  { files }: Pick<Host, 'files'>,
): Promise<void> {
  const lines = Object.entries(numbersIn(found)).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${value}`,
  );
  await files.write(`${folder}/${FILE.metrics}`, `{\n${lines.join(',\n')}\n}\n`);
}

/** Puts back what was kept, as training wrote it. */
export async function restoreMetrics(folder: string, metrics: string, host: Host): Promise<void> {
  const original = `${folder}/${ORIGINAL}/${basename(metrics)}`;
  const there = (await host.files.exists(original)) !== null;
  await putInPlace(there ? original : `${folder}/${FILE.metrics}`, metrics, host);
}

/** An output is emptied before the command runs, and a store of many runs must not be. */
export async function demandNoStore(metrics: string, { files }: Pick<Host, 'files'>): Promise<void> {
  if (!(await isMlflowStore(metrics, files))) return;
  const what = 'is an MLflow store, which holds other runs too: it would be emptied before training';
  const remedy = 'Name it under train.mlflow: the metrics of the run that training logs are read from there.';
  throw new Mistake({ subject: 'train.metrics', what, remedy, value: metrics });
}

async function isJson(path: string, files: Host['files']): Promise<boolean> {
  try {
    flatMetrics(await files.text(path), path);
    return true;
  } catch {
    return false;
  }
}
