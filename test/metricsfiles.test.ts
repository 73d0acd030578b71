import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineEnvironment } from '#harness/bundle';
import { pythonEnvironment } from '#harness/python';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import type { Log } from '#kit/ports';
import { benchmarkMeasurements, readBenchmark } from '#metrics/fact/latency';
import type { MetricsFile } from '#metrics/file/written';
import { parametersAt } from '#stage/facts';
import { readMetricsAt } from '#stage/metricsfile';

/** Files that the real tools wrote in this run; what is expected is what those tools say: see python/metricsfiles.py. */

type Numbers = Readonly<Record<string, number>>;
type Series = Readonly<Record<string, readonly (readonly [number, number])[]>>;

interface Told {
  readonly 'report.json': Numbers;
  readonly 'hf/all_results.json': Numbers;
  readonly 'latencies.txt': Numbers;
  readonly parameters: Numbers;
  readonly runs: { readonly x: Series; readonly tf2: Series };
}

const workspace = new Workspace();
const files = diskFiles({ root: workspace.path, workspace: workspace.path });
const log: Pick<Log, 'info'> = { info: () => {} };
let told: Told;

beforeAll(async () => {
  const python = await pythonEnvironment('metricsfiles', [
    'scikit-learn==1.9.1',
    'numpy==2.4.6',
    'tensorboardX==2.6.5',
    'tensorboard==2.21.0',
    'onnx==1.23.2',
    'safetensors==0.8.0',
    'transformers==5.24.0',
    'dvclive==3.49.1',
  ]);
  const script = join(import.meta.dirname, 'python/metricsfiles.py');
  const options = {
    env: machineEnvironment(),
    encoding: 'utf8',
    maxBuffer: 1e8,
    cwd: workspace.path,
  } as const;
  const printed = execFileSync(python, [script, workspace.path], options);
  told = JSON.parse(printed.replaceAll('Infinity', 'null').trim().split('\n').at(-1) ?? '');
}, 600_000);
afterAll(() => workspace[Symbol.dispose]());

const read = (path: string) => readMetricsAt(path, { files, log: log as Log });

function value(found: MetricsFile, name: string): number | undefined {
  return found.metrics.get(name)?.value;
}

test("scikit-learn's classification report has the names of our own measures, and its numbers", async () => {
  const found = await read('report.json');
  expect(found.kind).toBe('scikit-learn classification report');
  for (const [name, expected] of Object.entries(told['report.json']))
    expect(value(found, name), name).toBeCloseTo(expected, 14);
  expect(found.metrics.get('class.cat.f1')).toMatchObject({ rows: 4, direction: 'higher-is-better' });
  expect(found.metrics.get('accuracy')).toMatchObject({ rows: 10 });
});

test('Hugging Face: what save_metrics wrote, with units, counts and directions', async () => {
  const found = await read('hf/all_results.json');
  expect(found.kind).toBe('Hugging Face results');
  for (const [name, expected] of Object.entries(told['hf/all_results.json']))
    expect(value(found, name), name).toBe(expected);
  expect(found.metrics.get('eval_loss')).toMatchObject({ rows: 872, direction: 'lower-is-better' });
  expect(found.metrics.get('eval_runtime')).toMatchObject({ unit: 'seconds', direction: 'lower-is-better' });
  expect(found.metrics.get('eval_samples_per_second')).toMatchObject({ unit: 'per second' });
});

test('Hugging Face: the state of a trainer has last, best and every step', async () => {
  const found = await read('hf/trainer_state.json');
  expect(found.kind).toBe('Hugging Face trainer state');
  expect(found.metrics.get('eval_loss')).toMatchObject({ value: 0.4375, step: 30 });
  expect(found.metrics.get('eval_loss.best')).toMatchObject({ value: 0.375, step: 20 });
  expect(found.metrics.get('eval_f1.best')).toMatchObject({ value: expect.closeTo(0.83, 12), step: 30 });
  expect(found.metrics.get('best_metric')?.value).toBe(0.375);
  expect(found.metrics.get('grad_norm')).toMatchObject({ value: Number.NaN, because: 'the file says NaN' });
  expect(found.metrics.has('learning_rate.best')).toBe(false);
  expect(found.history.get('loss')).toEqual([
    { step: 10, value: 1.5 },
    { step: 20, value: 0.75 },
    { step: 30, value: 0.25 },
  ]);
});

test('DVCLive: a folder has last, best and every step; its files can be named alone', async () => {
  const found = await read('live');
  expect(found.kind).toBe('DVCLive');
  expect(found.metrics.get('train.loss')).toMatchObject({ value: 0.5, step: 2 });
  expect(found.metrics.get('train.loss.best')).toMatchObject({ value: 0.25, step: 1 });
  expect(found.metrics.get('acc.best')).toMatchObject({ value: 0.75, step: 1 });
  expect(found.metrics.get('final')?.because).toBe('the file says NaN');
  expect(found.history.get('acc')?.map((point) => point.value)).toEqual([0.5, 0.75, 0.625]);
  const alone = await read('live/metrics.json');
  expect([value(alone, 'train.loss'), value(alone, 'acc')]).toEqual([0.5, 0.625]);
  const history = await read('live/plots/metrics/acc.tsv');
  expect(history.kind).toBe('DVCLive history');
  expect(history.metrics.get('acc.best')).toMatchObject({ value: 0.75, step: 1 });
});

test.each([['x'], ['tf2']] as const)(
  'TensorBoard: the run %s has the scalars that its own reader finds',
  async (run) => {
    const found = await read(`runs/${run}`);
    expect(found.kind).toBe('TensorBoard');
    const expected = Object.entries(told.runs[run]).map(([tag, points]) => {
      const inOrder = [...points].sort((one, other) => one[0] - other[0]);
      return [
        tag.replaceAll('/', '.'),
        inOrder.map(([step, own]) => ({ step, value: own ?? Number.POSITIVE_INFINITY })),
      ];
    });
    expect(expected.length).toBeGreaterThan(1);
    expect(Object.fromEntries(found.history)).toEqual(Object.fromEntries(expected));
  },
);

test('TensorBoard: a folder of runs puts the name of each in front', async () => {
  const found = await read('runs');
  expect(found.metrics.get('x.Loss.train')).toMatchObject({ step: 2, direction: 'lower-is-better' });
  expect(found.metrics.get('x.Loss.train.best')).toMatchObject({ value: Math.fround(0.1), step: 1 });
  expect(found.metrics.get('x.grad')).toMatchObject({ value: Number.NaN, because: 'the file says Infinity' });
  expect(found.metrics.get('tf2.double')).toMatchObject({ value: 0.7, step: 2 });
  expect(found.metrics.get('tf2.content')).toMatchObject({ value: 0.1, step: 7 });
  expect(found.metrics.get('tf2.floats')).toMatchObject({ value: Math.fround(0.1), step: 7 });
});

test('parameters are counted in the headers of safetensors, of their shards, and of ONNX', async () => {
  for (const path of ['model.safetensors', 'model.onnx', 'sharded'])
    expect(await parametersAt(path, { files }), path).toBe(told.parameters[path]);
});

test("latency percentiles are NumPy's", async () => {
  const found = benchmarkMeasurements(readBenchmark(await files.text('latencies.txt'), 'latencies.txt'));
  expect(found.map(({ metric }) => metric).sort()).toEqual(Object.keys(told['latencies.txt']).sort());
  for (const { metric, value: own } of found)
    expect(own, metric).toBeCloseTo(told['latencies.txt'][metric] ?? Number.NaN, 12);
});
