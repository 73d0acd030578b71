import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAct } from '#harness/act';
import { FakeGitHub } from '#harness/github';
import { asWorkflow, yamlBlocks } from '#harness/pages';
import { changed, tinyProject } from '#harness/project';
import { parseProject } from '#project/project';

const root = join(import.meta.dirname, '../..');

test('the workflow of the README runs', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const [workflow = ''] = yamlBlocks('README.md');
  using project = tinyProject({
    'mlops.yml': changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n'),
    'requirements.txt':
      'iniconfig==2.0.0 --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374\n',
    '.github/workflows/gate.yml': workflow,
  });
  const ran = await runAct({ workspace: project, workflow: '.github/workflows/gate.yml', github });
  expect(ran.results, ran.log).toEqual({ gate: 'success' });
});

test.each(['train', 'evaluate', 'containerize'])('the steps of the README of %s run', async (name) => {
  await using github = await FakeGitHub.start('org/tiny');
  const [steps = ''] = yamlBlocks(`actions/${name}/README.md`);
  const indented = steps.replaceAll(/^/gm, '      ');
  const before = ['train', 'evaluate', 'containerize'].slice(
    0,
    name === 'train' ? 0 : name === 'evaluate' ? 1 : 2,
  );
  const first = before.map((action) => `      - uses: org/mlops/${action}@v1\n`).join('');
  const checkout = '      - uses: actions/checkout@v5\n';
  using project = tinyProject({
    'train.py':
      'import os\nopen(os.environ["MLOPS_MODEL"], "w").write("m")\nopen(os.environ["MLOPS_METRICS"], "w").write("{}")\n',
    'predict.py': 'import os, shutil\nshutil.copy("predictions.csv", os.environ["MLOPS_PREDICTIONS"])\n',
    'serve.py': 'import features\n',
    'features.py': 'FEATURES = []\n',
    '.github/workflows/steps.yml': `on: push\njobs:\n  steps:\n    runs-on: ubuntu-latest\n    steps:\n${checkout}${first}${indented}\n`,
    'requirements.txt':
      'iniconfig==2.0.0 --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374\n',
  });
  const ran = await runAct({ workspace: project, workflow: '.github/workflows/steps.yml', github });
  expect(ran.results, ran.log).toEqual({ steps: 'success' });
});

test('the one-step pipeline of its README runs', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const [shown = ''] = yamlBlocks('actions/pipeline/README.md');
  using project = tinyProject({ '.github/workflows/pipeline.yml': asWorkflow(shown) ?? '' });
  const ran = await runAct({ workspace: project, workflow: '.github/workflows/pipeline.yml', github });
  expect(ran.results, ran.log).toEqual({ steps: 'success' });
  const steps = Object.values(ran.job('steps').steps);
  const outputs = steps.find((step) => step.outputs['verdict'] !== undefined)?.outputs ?? {};
  expect(outputs['verdict']).toBe('pass');
  expect(JSON.parse(outputs['stages'] ?? '')).toEqual({ train: 'ran', evaluate: 'ran' });
  expect(ran.job('steps').summaries).toHaveLength(1);
  expect(ran.job('steps').summaries.join()).toMatch(/All stages went on[\s\S]*roc_auc/);
  expect(github.violations).toEqual([]);
});

test('the mlops.yml of the documentation and of the example are read', () => {
  const [documented = ''] = yamlBlocks('docs/configuration.md');
  expect(parseProject(documented, 'mlops.yml', 'x').model).toBe('flights');
  const example = readFileSync(join(root, 'examples/flights/mlops.yml'), 'utf8');
  expect(parseProject(example, 'mlops.yml', 'x').declaresEnvironment).toBe(true);
});
