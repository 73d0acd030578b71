import type { Files } from '#kit/ports';
import { loggedIn } from '#metrics/file/mlflowrun';
import { type Entry, figure, type Run, type Store } from './store.ts';

/** mlflow/entities/run_status.py */
const STATUS = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/** MLflow's file store (mlflow/store/tracking/file_store.py of 3.17): `<experiment>/<run>/meta.yaml`, `params/…`, `metrics/…`. */
export function folderStore(store: string, files: Pick<Files, 'list' | 'text' | 'exists'>): Store {
  const places = new Map<string, string>();
  return {
    async entries(from, to) {
      const found: Entry[] = [];
      for (const { path } of await files.list(store)) {
        const [, experiment, id] = /^([^/]+)\/([^/]+)\/meta\.yaml$/.exec(path) ?? [];
        if (experiment === undefined || id === undefined || experiment === '.trash') continue;
        const meta = await files.text(`${store}/${path}`);
        // beside runs lie logged models, which have another id
        if (said(meta, 'run_id') !== id || said(meta, 'lifecycle_stage') === 'deleted') continue;
        places.set(id, `${store}/${experiment}/${id}`);
        found.push({ id, startedOn: Number(said(meta, 'start_time')) });
      }
      return found.filter(({ startedOn }) => startedOn >= from.getTime() && startedOn <= to.getTime());
    },
    async run(id): Promise<Run> {
      const place = places.get(id) ?? '';
      const status = Number(said(await files.text(`${place}/meta.yaml`), 'status'));
      const metrics = Object.entries(await below(`${place}/metrics`, files));
      return {
        id,
        status: STATUS[status] ?? String(status),
        params: await below(`${place}/params`, files),
        metrics: Object.fromEntries(
          metrics.map(([key, lines]) => [key, figure(loggedIn(lines).at(-1)?.value ?? Number.NaN)]),
        ),
      };
    },
    async logged(id) {
      const metrics = Object.entries(await below(`${places.get(id) ?? ''}/metrics`, files));
      return new Map(metrics.map(([key, lines]) => [key, loggedIn(lines)]));
    },
    close: () => {},
  };
}

/** A scalar of meta.yaml, which is a flat mapping that MLflow writes. */
function said(meta: string, key: string): string | undefined {
  return new RegExp(`^${key}: '?(.*?)'?$`, 'm').exec(meta)?.[1];
}

/** A file a name: `a/b` lies in the folder `a`. */
async function below(
  folder: string,
  files: Pick<Files, 'list' | 'text' | 'exists'>,
): Promise<Record<string, string>> {
  if ((await files.exists(folder)) !== 'folder') return {};
  const entries = await files.list(folder);
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ path }) => [path, await files.text(`${folder}/${path}`)])),
  );
}
