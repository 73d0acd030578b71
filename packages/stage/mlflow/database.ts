import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';
import { figure, type Store } from './store.ts';

/** Columns of MLflow's tables (mlflow/store/tracking/dbmodels/models.py of 3.17). */
const run = z.object({ run_uuid: z.string(), start_time: z.number(), status: z.string() });
const param = z.object({ key: z.string(), value: z.string() });
const metric = z.object({ key: z.string(), value: z.number(), is_nan: z.number() });

const logged = z.object({
  key: z.string(),
  value: z.number(),
  is_nan: z.number(),
  step: z.number(),
  timestamp: z.number(),
});

const COLUMNS = 'SELECT run_uuid, start_time, status FROM runs';
const STARTED = `${COLUMNS} WHERE lifecycle_stage = 'active' AND start_time BETWEEN ? AND ?`;
const PARAMS = 'SELECT key, value FROM params WHERE run_uuid = ?';
const METRICS = 'SELECT key, value, is_nan FROM latest_metrics WHERE run_uuid = ?';

const HISTORY =
  'SELECT key, value, is_nan, step, timestamp FROM metrics WHERE run_uuid = ? ORDER BY step, timestamp, value';

/** How the user named a store. */
interface Said {
  readonly subject: string;
  readonly value: string;
}

/** MLflow's SQLite store. `path`: absolute. */
export async function databaseStore(path: string, said: Said): Promise<Store> {
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
    logged: async (id) => {
      const points = all(logged, HISTORY, id).map(({ key, value, is_nan, step, timestamp }) => ({
        key,
        point: { time: timestamp, value: is_nan === 0 ? unclamped(value) : Number.NaN, step },
      }));
      const groups = Map.groupBy(points, ({ key }) => key);
      return new Map([...groups].map(([key, own]) => [key, own.map(({ point }) => point)]));
    },
    close: () => database.close(),
  };
}

/** SQL has no infinity: MLflow writes the greatest number there is (mlflow/store/tracking/sqlalchemy_store.py). */
function unclamped(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? value * 2 : value;
}

function asked<T>(said: Said, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const what = `is no SQLite store of MLflow: ${cause instanceof Error ? cause.message : cause}`;
    const remedy = 'Name the file that MLFLOW_TRACKING_URI names behind sqlite:///, e.g. mlflow.db.';
    throw new Mistake({ ...said, what, remedy }, { cause });
  }
}
