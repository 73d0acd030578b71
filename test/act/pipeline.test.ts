import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runAct } from '#harness/act';
import { FakeGitHub } from '#harness/github';
import { changed, tinyProject } from '#harness/project';

const LOCK = `iniconfig==2.0.0 \\
    --hash=sha256:2d91e135bf72d31a410b17c16da610a82cb55f6b0477d1a902134b24a455b8b3 \\
    --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374
`;
const WITH_ENVIRONMENT = changed('model: tiny\n', 'model: tiny\nenvironment: { lock: requirements.txt }\n');
const template = readFileSync(
  join(import.meta.dirname, '../../workflows-templates/mlops-evaluate-main.yml'),
  'utf8',
);

test('the template mlops-evaluate-main.yml: setup, train and evaluate, and report in a job of its own', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({
    'mlops.yml': WITH_ENVIRONMENT,
    'requirements.txt': LOCK,
    '.github/workflows/mlops-evaluate-main.yml': template.replace('model: flights', 'model: tiny'),
    'train.sh':
      'python -c "import iniconfig"\nmkdir -p out; echo m > "$MLOPS_MODEL"; echo {} > "$MLOPS_METRICS"\n',
  });
  const ran = await runAct({
    workspace: project,
    workflow: '.github/workflows/mlops-evaluate-main.yml',
    github,
  });
  expect(ran.results, ran.log).toEqual({ evaluate: 'success', report: 'success' });
  expect(github.artifacts.all().map(({ name }) => name)).toEqual([
    'mlops-tiny-data-rows',
    'mlops-tiny-train',
    'mlops-tiny-evaluate',
    'mlops-tiny-report.html',
  ]);
  expect(Object.values(ran.job('evaluate').steps).map(({ outputs }) => outputs['verdict'])).toContain('pass');
  expect(ran.job('evaluate').summaries.join()).toContain('roc_auc');
  expect(github.violations).toEqual([]);
});

const STEPS = `    steps:
      - uses: actions/checkout@v5
`;

test('a matrix of two trains under two names, and each is judged by from:', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  const matrix = (more: string) =>
    `    runs-on: ubuntu-latest\n    strategy: { matrix: { size: [small, large] } }\n${more}${STEPS}`;
  using project = tinyProject({
    '.github/workflows/matrix.yml': `on: push
jobs:
  train:
${matrix('')}      - uses: org/mlops/train@v1
        with:
          name: \${{ matrix.size }}
          params: size=\${{ matrix.size }}
  evaluate:
${matrix('    needs: train\n')}      - uses: org/mlops/evaluate@v1
        with:
          name: \${{ matrix.size }}
          from: mlops-tiny-train-\${{ matrix.size }}
`,
  });
  const ran = await runAct({ workspace: project, workflow: '.github/workflows/matrix.yml', github });
  expect(ran.status, ran.log).toBe(0);
  const names = github.artifacts.finished().map(({ name }) => name);
  expect(names.sort()).toEqual([
    'mlops-tiny-data-rows',
    'mlops-tiny-evaluate-large',
    'mlops-tiny-evaluate-small',
    'mlops-tiny-train-large',
    'mlops-tiny-train-small',
  ]);
});

test('a reusable workflow hands the verdict to its caller', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({
    '.github/workflows/judge.yml': `on:
  workflow_call:
    outputs:
      verdict: { value: "\${{ jobs.judge.outputs.verdict }}" }
jobs:
  judge:
    runs-on: ubuntu-latest
    outputs: { verdict: "\${{ steps.evaluate.outputs.verdict }}" }
${STEPS}      - uses: org/mlops/train@v1
      - id: evaluate
        uses: org/mlops/evaluate@v1
`,
    '.github/workflows/main.yml': `on: push
jobs:
  judge: { uses: ./.github/workflows/judge.yml }
  say:
    needs: judge
    runs-on: ubuntu-latest
    steps:
      - run: echo "it is \${{ needs.judge.outputs.verdict }}"
`,
  });
  const ran = await runAct({ workspace: project, workflow: '.github/workflows/main.yml', github });
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toContain('it is pass');
});

test('a gate that fails fails its job; the report job still runs, keeps the evaluation and moves no baseline', async () => {
  await using github = await FakeGitHub.start('org/tiny');
  using project = tinyProject({
    'mlops.yml': WITH_ENVIRONMENT.replace('roc_auc >= 0.7', 'roc_auc >= 0.9'),
    'requirements.txt': LOCK,
    '.github/workflows/mlops-evaluate-main.yml': template.replace('model: flights', 'model: tiny'),
  });
  const ran = await runAct({
    workspace: project,
    workflow: '.github/workflows/mlops-evaluate-main.yml',
    github,
  });
  expect(ran.results, ran.log).toEqual({ evaluate: 'failure', report: 'success' });
  const kept = `refs/mlops/tiny/store/${project.head()}/evaluate`;
  expect([...github.repository.refs.keys()]).toEqual([kept]);
});
