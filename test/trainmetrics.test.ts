import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '#harness/bundle';
import { changed, tinyProject } from '#harness/project';

/** Metrics of training that are no JSON. */

const JSON_METRICS = 'metrics: out/metrics.json';

function training(metrics: string, writes: string) {
  return tinyProject({
    'mlops.yml': changed(JSON_METRICS, `metrics: ${metrics}`).replace(
      'gates: ["roc_auc >= 0.7"]',
      'gates: ["train.loss.final <= 0.3"]',
    ),
    'train.sh': `mkdir -p out\necho model > "$MLOPS_MODEL"\n${writes}\n`,
  });
}

test('metrics as YAML are names and numbers in the artifact, and the file comes back when training is skipped', async () => {
  using project = training(
    'out/m.yaml',
    'printf "loss:\\n  final: 0.25\\n  odd: .nan\\n" > "$MLOPS_METRICS"',
  );
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(project.read('.mlops/stage/train/metrics.json')).toBe(
    '{\n  "loss.final": 0.25,\n  "loss.odd": NaN\n}\n',
  );
  const record = JSON.parse(project.read('.mlops/stage/train/record.json'));
  const named = record.predicate.runDetails.byproducts.map(({ name }: { name: string }) => name);
  expect(named).toContain('metrics.json');
  const judged = await runCli(['evaluate'], project);
  expect(judged.status, judged.log).toBe(0);
  project.remove('out/m.yaml');
  const again = await runCli(['train'], project);
  expect(again.stdout, again.log).toContain('skipped=true');
  expect(project.read('out/m.yaml')).toBe('loss:\n  final: 0.25\n  odd: .nan\n');
});

test('a folder of DVCLive is read whole', async () => {
  using project = training(
    'out/live',
    'mkdir -p "$MLOPS_METRICS/plots/metrics/loss"; printf "step\\tfinal\\n0\\t0.5\\n1\\t0.25\\n" > "$MLOPS_METRICS/plots/metrics/loss/final.tsv"',
  );
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(0);
  expect(JSON.parse(project.read('.mlops/stage/train/metrics.json'))).toEqual({
    'loss.final': 0.25,
    'loss.final.best': 0.25,
  });
  expect(existsSync(join(project.path, '.mlops/stage/train/metrics/live/plots/metrics/loss/final.tsv'))).toBe(
    true,
  );
});

test('what is in no format that is known is said by who reads it', async () => {
  using project = training('out/m.txt', 'echo "loss was low" > "$MLOPS_METRICS"');
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log).toContain('is no JSON');
});

test('an MLflow store is not emptied: it belongs under train.mlflow', async () => {
  using project = training('mlruns', 'true');
  project.write({ 'mlruns/1/aa/meta.yaml': 'run_id: aa\n' });
  const ran = await runCli(['train'], project);
  expect(ran.status, ran.log).toBe(2);
  expect(ran.log.replaceAll(/\s+/g, ' ')).toContain('Name it under train.mlflow');
  expect(project.read('mlruns/1/aa/meta.yaml')).toBe('run_id: aa\n');
});
