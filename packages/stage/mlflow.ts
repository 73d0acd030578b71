import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { readMlflow } from '#metrics/file/mlflowrun';
import type { MetricsFile } from '#metrics/file/written';
import { digestOfValue } from '#record/digest';
import type { Resource } from '#record/statement';
import { databaseStore } from './mlflow/database.ts';
import { folderStore } from './mlflow/folder.ts';
import type { Run, Store } from './mlflow/store.ts';

type Ports = Pick<Host, 'files' | 'log'>;

/** A run that training logged: as a byproduct of its record, and what it measured. */
export interface TrackedRun {
  readonly resource: Resource;
  readonly metrics: MetricsFile;
}

/**
 * The MLflow run that training logged: the one in `store` that started between
 * the two times, the newest of several. `store`: a folder (file store) or an SQLite file, as mlops.yml names it.
 *
 * @throws Mistake when there is no such store, or no run in it that started meanwhile.
 */
export async function mlflowRun(
  store: string,
  startedOn: Date,
  endedOn: Date,
  { files, log }: Ports,
): Promise<TrackedRun> {
  const opened = await openStore(store, 'train.mlflow', files);
  try {
    const entries = await opened.entries(startedOn, endedOn);
    const [newest] = [...entries].sort(
      (one, other) => other.startedOn - one.startedOn || (one.id < other.id ? -1 : 1),
    );
    if (newest === undefined) throw noRun(store, startedOn, endedOn);
    const others = entries.length > 1 ? `, the newest of ${entries.length} that training started` : '';
    log.info(`MLflow run ${newest.id}${others}.`);
    const run = await opened.run(newest.id);
    return { resource: resourceOf(run), metrics: readMlflow(await opened.logged(newest.id)) };
  } finally {
    opened.close();
  }
}

/** The run by the SHA-256 of the canonical JSON of {run_id, params, metrics, status}, wherever MLflow keeps it. */
function resourceOf({ id, params, metrics, status }: Run): Resource {
  const sha256 = digestOfValue({ run_id: id, params, metrics, status });
  return { name: 'mlflow-run', uri: `mlflow:runs/${id}`, digest: { sha256 } };
}

/**
 * What the newest run of a store logged, of all that are not deleted.
 *
 * @throws Mistake when there is no run in it
 */
export async function newestLogged(store: string, { files, log }: Ports): Promise<MetricsFile> {
  const opened = await openStore(store, store, files);
  try {
    const entries = await opened.entries(new Date(0), new Date(8.64e15));
    const [newest] = [...entries].sort(
      (one, other) => other.startedOn - one.startedOn || (one.id < other.id ? -1 : 1),
    );
    if (newest === undefined) {
      const remedy = 'Let the command log a run there, or name another file.';
      throw new Mistake({ subject: store, what: 'is an MLflow store without a run', remedy });
    }
    log.info(
      `${store}: MLflow run ${newest.id}${entries.length > 1 ? `, the newest of ${entries.length}` : ''}.`,
    );
    return readMlflow(await opened.logged(newest.id));
  } finally {
    opened.close();
  }
}

async function openStore(store: string, subject: string, files: Ports['files']): Promise<Store> {
  const path = await files.resolve(store, subject);
  const kind = await files.exists(store);
  if (kind === 'folder') return folderStore(store, files);
  if (kind === 'file') return databaseStore(path, { subject, value: store });
  const remedy = 'Name the folder or the SQLite file that training logs to, e.g. mlruns or mlflow.db.';
  throw new Mistake({ subject, what: 'is not there', remedy, value: store });
}

function noRun(store: string, from: Date, to: Date): Mistake {
  const what = `has no run that started while training ran (${from.toISOString()} to ${to.toISOString()})`;
  const remedy = 'Let the command log there by MLFLOW_TRACKING_URI, or leave mlflow: out.';
  return new Mistake({ subject: 'train.mlflow', what, remedy, value: store });
}
