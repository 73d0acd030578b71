import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment, runCli } from '#harness/bundle';
import { runChild } from '#harness/child';
import { pythonEnvironment } from '#harness/python';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import type { Log } from '#kit/ports';
import { readMetricsAt } from '#stage/metricsfile';
import { mlflowRun } from '#stage/mlflow';

/** Stores that the real MLflow wrote; the digest is computed by Python from what MLflow's own client shows. */

const TRAINING = `import hashlib, json, math, sys
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment('flights')
def train(lr):
    with mlflow.start_run() as run:
        mlflow.log_params({'lr': lr, 'net/depth': 3, 'text': 'é\\n"x"'})
        for step, loss in ((2, 0.25), (1, 0.5)):
            mlflow.log_metric('loss', loss, step=step)
        mlflow.log_metrics({'eval/auc': float('nan'), 'odds': float('inf'), 'whole': 4.0, 'tiny': 1e-9})
    return run.info.run_id
with mlflow.start_run():
    mlflow.log_param('deleted', 1)
    gone = mlflow.active_run().info.run_id
mlflow.delete_run(gone)
id = train(0.1)
data = mlflow.get_run(id).data
def figure(value):
    if math.isnan(value): return 'NaN'
    if math.isinf(value): return 'Infinity'
    return int(value) if abs(value) < 1e15 and value == int(value) else value
shown = {
    'run_id': id,
    'status': mlflow.get_run(id).info.status,
    'params': data.params,
    'metrics': {key: figure(value) for key, value in data.metrics.items()},
}
text = json.dumps(shown, sort_keys=True, separators=(',', ':'), ensure_ascii=False).replace('1e-09', '1e-9')
print(json.dumps({'id': id, 'sha256': hashlib.sha256(text.encode()).hexdigest()}))
`;

const workspace = new Workspace().write({ 'train.py': TRAINING });
let python = '';

beforeAll(async () => {
  python = await pythonEnvironment('mlflow', [
    'mlflow-skinny==3.17.2',
    'sqlalchemy==2.1.9',
    'alembic==1.20.1',
  ]);
});
afterAll(() => workspace[Symbol.dispose]());

test.each([
  ['mlflow.db', 'sqlite:///mlflow.db'],
  ['mlruns', 'file:mlruns'],
])('the run that training logged to %s is named by its digest', async (store, uri) => {
  const env = { ...machineEnvironment(), MLFLOW_ALLOW_FILE_STORE: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' };
  const startedOn = new Date();
  const ended = await runChild([python, 'train.py', uri], { cwd: workspace.path, env });
  expect(ended.status, ended.log).toBe(0);
  const { id, sha256 } = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '');
  const infos: string[] = [];
  const log: Pick<Log, 'info'> = { info: (text) => void infos.push(text) };
  const ports = { files: diskFiles({ root: workspace.path, workspace: workspace.path }), log: log as Log };
  const { resource, metrics } = await mlflowRun(store, startedOn, new Date(), ports);
  expect(resource).toEqual({ name: 'mlflow-run', uri: `mlflow:runs/${id}`, digest: { sha256 } });
  expect(infos).toEqual([`MLflow run ${id}.`]);
  expect([...metrics.metrics].map(([name, { value }]) => [name, value]).sort()).toEqual([
    ['eval.auc', Number.NaN],
    ['loss', 0.25],
    ['loss.best', 0.25],
    ['odds', Number.NaN],
    ['tiny', 1e-9],
    ['whole', 4],
  ]);
  expect(await readMetricsAt(store, ports)).toEqual(metrics);
  expect(metrics.history.get('loss')).toEqual([
    { step: 1, value: 0.5 },
    { step: 2, value: 0.25 },
  ]);
  await expect(mlflowRun(store, new Date(), new Date(), ports)).rejects.toThrow(
    'has no run that started while training ran',
  );
});

test('a training names its MLflow run in its record', async () => {
  using project = Workspace.of({
    'train.py': TRAINING,
    'mlops.yml': `schema: 1
model: tiny
train:
  run: '"$PYTHON" train.py sqlite:///mlflow.db > said.txt && cp said.txt "$MLOPS_MODEL"'
  code: [train.py]
  model: out/model.json
  mlflow: mlflow.db
`,
  });
  const ran = await runCli(['train'], project, {
    env: { PYTHON: python, MLFLOW_DISABLE_TELEMETRY: 'true' },
  });
  expect(ran.status, ran.log).toBe(0);
  const { id, sha256 } = JSON.parse(project.read('said.txt').trim().split('\n').at(-1) ?? '');
  const record = JSON.parse(project.read('.mlops/stage/train/record.json'));
  expect(record.predicate.runDetails.byproducts).toContainEqual({
    name: 'mlflow-run',
    uri: `mlflow:runs/${id}`,
    digest: { sha256 },
  });
  expect((await runCli(['train'], project, { env: { PYTHON: python } })).stdout).toContain('skipped=true');
});
