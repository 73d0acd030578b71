import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { figure, type Store } from './store.ts';

/** Columns of MLflow's tables (mlflow/store/tracking/dbmodels/models.py of 3.17). */
const run = z.object({ run_uuid: z.string(), start_time: z.number(), status: z.string() });
const param = z.object({ key: z.string(), value: z.string() });
const metric = z.object({ key: z.string(), value: z.number(), is_nan: z.number() });

const COLUMNS = 'SELECT run_uuid, start_time, status FROM runs';
const STARTED = `${COLUMNS} WHERE lifecycle_stage = 'active' AND start_time BETWEEN ? AND ?`;
const PARAMS = 'SELECT key, value FROM params WHERE run_uuid = ?';
const METRICS = 'SELECT key, value, is_nan FROM latest_metrics WHERE run_uuid = ?';

/** MLflow's SQLite store. `path`: absolute; `said`: as the user wrote it. */
export async function databaseStore(path: string, said: string): Promise<Store> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = asked(said, () => new DatabaseSync(path, { readOnly: true, timeout: 5_000 }));
  const all = <T>(row: z.ZodMiniType<T>, sql: string, ...values: (string | number)[]): T[] =>
    asked(said, () => z.array(row).parse(database.prepare(sql).all(...values)));
  return {
    entries: async (from, to) =>
      all(run, STARTED, from.getTime(), to.getTime()).map((row) => ({
        id: row.run_uuid,
        startedOn: row.start_time,
      })),
    run: async (id) => ({
      id,
      status: all(run, `${COLUMNS} WHERE run_uuid = ?`, id)[0]?.status ?? '',
      params: Object.fromEntries(all(param, PARAMS, id).map(({ key, value }) => [key, value])),
      metrics: Object.fromEntries(
        all(metric, METRICS, id).map(({ key, value, is_nan }) => [key, is_nan === 0 ? figure(value) : 'NaN']),
      ),
    }),
    close: () => database.close(),
  };
}

function asked<T>(said: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const what = `is no SQLite store of MLflow: ${cause instanceof Error ? cause.message : cause}`;
    const remedy = 'Name the file that MLFLOW_TRACKING_URI names behind sqlite:///, e.g. mlflow.db.';
    throw new Mistake({ subject: 'train.mlflow', what, remedy, value: said }, { cause });
  }
}
