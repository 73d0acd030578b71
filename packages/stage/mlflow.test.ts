import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import type { Log } from '#kit/ports';
import { readMetricsAt } from './metricsfile.ts';
import { mlflowRun } from './mlflow.ts';

/** Digests: SHA-256 of the canonical JSON written out by hand, e.g. `printf '{…}' | sha256sum`. Stores: as MLflow 3.17.2 lays them out. */

const [FROM, TO] = [new Date(1_000_000), new Date(2_000_000)];

interface Told {
  readonly infos: string[];
}

function run(workspace: Workspace, store: string, told: Told = { infos: [] }) {
  const log: Pick<Log, 'info'> = { info: (text) => void told.infos.push(text) };
  const ports = { files: diskFiles({ root: workspace.path, workspace: workspace.path }), log: log as Log };
  return mlflowRun(store, FROM, TO, ports).then(({ resource }) => resource);
}

function meta(id: string, startedOn: number, more = 'lifecycle_stage: active\nstatus: 3'): string {
  return `end_time: 1\nexperiment_id: '1'\n${more}\nrun_id: ${id}\nstart_time: ${startedOn}\n`;
}

const FOLDER = {
  'mlruns/1/meta.yaml': "experiment_id: '1'\nlifecycle_stage: active\n",
  'mlruns/1/aa/meta.yaml': meta('aa', 1_500_000),
  'mlruns/1/aa/params/lr': '0.1',
  'mlruns/1/aa/params/a/b': 'x y\n z',
  'mlruns/1/aa/metrics/loss': '1500002 0.5 2\n1500003 0.4 1\n',
  'mlruns/1/aa/metrics/same step': '1500003 3.0 7\n1500003 4.0 7\n1500002 9.0 7\n',
  'mlruns/1/aa/metrics/eval/auc': '1500002 nan 0\n',
  'mlruns/1/aa/metrics/top': '1500002 inf 0\n',
  'mlruns/1/aa/tags/t': 'v',
  'mlruns/1/before/meta.yaml': meta('before', 999_999),
  'mlruns/1/after/meta.yaml': meta('after', 2_000_001),
  'mlruns/1/deleted/meta.yaml': meta('deleted', 1_600_000, 'lifecycle_stage: deleted\nstatus: 3'),
  'mlruns/.trash/trashed/meta.yaml': meta('trashed', 1_600_000),
  'mlruns/1/models/m-1/meta.yaml': 'model_id: m-1\n',
};

test('the run of a file store that started meanwhile is named by the digest of what MLflow shows', async () => {
  using workspace = new Workspace().write(FOLDER);
  expect(await run(workspace, 'mlruns')).toEqual({
    name: 'mlflow-run',
    uri: 'mlflow:runs/aa',
    // {"metrics":{"eval/auc":"NaN","loss":0.5,"same step":4,"top":"Infinity"},"params":{"a/b":"x y\n z","lr":"0.1"},"run_id":"aa","status":"FINISHED"}
    digest: { sha256: '7c771095f6e1597eb571c5d9545d3997c998fa644e4130c0415a4586c395a90c' },
  });
});

test('of several runs it is the newest, and the log says so', async () => {
  using workspace = new Workspace().write({ ...FOLDER, 'mlruns/1/bb/meta.yaml': meta('bb', 1_700_000) });
  const told: Told = { infos: [] };
  expect((await run(workspace, 'mlruns', told)).uri).toBe('mlflow:runs/bb');
  expect(told.infos).toEqual(['MLflow run bb, the newest of 2 that training started.']);
});

/** The tables of mlflow/store/tracking/dbmodels/models.py, as far as they are read. */
function database(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), status VARCHAR(20), start_time BIGINT, lifecycle_stage VARCHAR(20));
    CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
    CREATE TABLE latest_metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, step BIGINT, is_nan BOOLEAN, run_uuid VARCHAR(32));
    CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, step BIGINT, is_nan BOOLEAN, run_uuid VARCHAR(32));
    INSERT INTO metrics VALUES ('loss',0.5,1500002,2,0,'aa'),('loss',0.25,1500001,1,0,'aa'),('eval/auc',0,1500002,0,1,'aa'),('loss',9,1,1,0,'before');
    INSERT INTO runs VALUES ('aa','n','FINISHED',1500000,'active'),('before','n','FINISHED',999999,'active'),('deleted','n','FINISHED',1600000,'deleted');
    INSERT INTO params VALUES ('lr','0.1','aa'),('lr','7','before');
    INSERT INTO latest_metrics VALUES ('loss',0.5,1500002,2,0,'aa'),('eval/auc',0,1500002,0,1,'aa'),('loss',9,1,1,0,'before');
  `);
  database.close();
}

test('an SQLite store is read too', async () => {
  using workspace = new Workspace();
  database(join(workspace.path, 'mlflow.db'));
  expect(await run(workspace, 'mlflow.db')).toEqual({
    name: 'mlflow-run',
    uri: 'mlflow:runs/aa',
    // {"metrics":{"eval/auc":"NaN","loss":0.5},"params":{"lr":"0.1"},"run_id":"aa","status":"FINISHED"}
    digest: { sha256: 'fd9d53566b4bc4d9ef26d9c9318780e8e3115bf73c2605573e2f4c59ff3ab6ff' },
  });
});

test('what a run logged is read by step, from either store, and from its own folder', async () => {
  using workspace = new Workspace().write(FOLDER);
  database(join(workspace.path, 'mlflow.db'));
  const files = diskFiles({ root: workspace.path, workspace: workspace.path });
  const log: Pick<Log, 'info'> = { info: () => {} };
  const read = (path: string) => readMetricsAt(path, { files, log: log as Log });
  const { kind, history } = await read('mlflow.db');
  expect(kind).toBe('MLflow');
  expect(history.get('loss')).toEqual([
    { step: 1, value: 0.25 },
    { step: 2, value: 0.5 },
  ]);
  const { metrics } = await read('mlruns/1/aa');
  expect(metrics.get('loss')).toMatchObject({ value: 0.5, step: 2 });
  expect(metrics.get('loss.best')).toMatchObject({ value: 0.4, step: 1 });
  expect(metrics.get('same_step')).toMatchObject({ value: 4, step: 7 });
  expect(metrics.get('top')?.because).toBe('the file says Infinity');
  // the newest run of the store logged nothing
  expect((await read('mlruns')).metrics.size).toBe(0);
});

test.each([
  [
    'mlruns',
    { 'mlruns/1/old/meta.yaml': meta('old', 1) },
    'has no run that started while training ran (1970-01-01T00:16:40.000Z',
  ],
  [
    'mlflow.db',
    { 'mlflow.db': 'no database, but long enough to be looked at as one' },
    'is no SQLite store of MLflow: file is not a database.',
  ],
  ['nothing', {}, 'train.mlflow = "nothing": is not there. Name the folder or the SQLite file'],
  ['../out', {}, 'train.mlflow = "../out": leads out of the workspace.'],
])('%s that cannot serve is a mistake that says why', async (store, files, text) => {
  using workspace = new Workspace().write(files);
  await expect(run(workspace, store)).rejects.toThrow(text);
});
