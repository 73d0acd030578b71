import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DIST, runCli } from '#harness/bundle';
import { actionlint, zizmor } from '#harness/linters';
import { Workspace } from '#harness/workspace';
import { parseProject } from '#project/project';

/**
 * Three invented repositories of different kinds, and one that needs no change: each gets what the shipped bundle writes.
 * `uv lock` of uv 0.13.9 wrote python/wine.uv.lock from the pyproject.toml below.
 */

const UV_SKLEARN_DVC = {
  'pyproject.toml': `[project]
name = "wine"
version = "0"
requires-python = "==3.11.*"
dependencies = ["scikit-learn==1.9.1"]
`,
  'uv.lock': readFileSync(join(import.meta.dirname, 'python/wine.uv.lock'), 'utf8'),
  'dvc.yaml': `stages:
  train:
    cmd: python src/train.py
    deps: [data/wine.csv, src/train.py]
    params: [trees]
    outs: [models/forest.joblib]
    metrics: [metrics.json]
  evaluate:
    cmd: python src/evaluate.py
    deps: [models/forest.joblib, data/wine.csv, src/evaluate.py]
    outs: [eval/predictions.csv]
`,
  '.dvc/config': '',
  'params.yaml': 'trees: 10\n',
  'data/wine.csv': `id,x,good\n${Array.from({ length: 200 }, (_, at) => `${at},${at % 40},${at % 40 > 18 ? 1 : 0}\n`).join('')}`,
  'src/train.py': `import csv, json, os
import joblib
from sklearn.ensemble import RandomForestClassifier
trees = int(open("params.yaml").read().split(":")[1])
rows = list(csv.DictReader(open("data/wine.csv")))
x, y = [[float(row["x"])] for row in rows], [int(row["good"]) for row in rows]
forest = RandomForestClassifier(trees, random_state=7).fit(x, y)
os.makedirs("models", exist_ok=True)
joblib.dump(forest, "models/forest.joblib")
json.dump({"score": forest.score(x, y)}, open("metrics.json", "w"))
`,
  '.gitignore': 'models/\nmetrics.json\neval/\n',
  'src/evaluate.py': 'import joblib\njoblib.load("models/forest.joblib")\n',
};

const PIP_TORCH_MLFLOW = {
  'requirements.txt': 'torch>=2.4\nmlflow\npandas==2.2.*\n',
  'src/train.py': `import mlflow
import torch
from pathlib import Path
from dataset import load

OUT = Path("artifacts")
mlflow.set_tracking_uri("sqlite:///mlflow.db")
rows = load("data/train.csv")
loss = torch.nn.CrossEntropyLoss()
torch.save(model.state_dict(), OUT / "model.pt")
(OUT / "metrics.json").write_text("{}")
`,
  'src/dataset.py': 'import pandas as pd\ndef load(path):\n    return pd.read_csv(path)\n',
  'src/evaluate.py': `from dataset import load
load("data/test.csv")
torch.load("artifacts/model.pt")
DataFrame({"id": rows.id, "species": rows.species, "predicted": guesses}).to_csv("artifacts/predictions.csv")
`,
  'data/train.csv': 'a\n',
  'data/test.csv': 'a\n',
};

const POETRY_TRANSFORMERS = {
  'pyproject.toml': `[tool.poetry]
name = "reviews"
[tool.poetry.dependencies]
python = "~3.11"
transformers = "^4.40"
torch = "*"
`,
  'poetry.lock': '',
  Makefile: 'train:\n\tpoetry run python -m reviews.train\n',
  'src/reviews/__init__.py': '',
  'src/reviews/train.py': `from transformers import AutoModelForSequenceClassification, Trainer
from .rows import load
model = AutoModelForSequenceClassification.from_pretrained("distilbert", num_labels=2)
trainer = Trainer(model, train_dataset=load("data/reviews.jsonl"))
trainer.save_model("models/reviews")
`,
  'src/reviews/rows.py': 'def load(path):\n    return open(path)\n',
  '.gitignore': 'data/\n',
};

const GATE = '.github/workflows/mlops-pr-gate.yml';
const MAIN = '.github/workflows/mlops-evaluate-main.yml';

/** A repository on GitHub, with a default branch of its own. */
function repository(name: string, files: Readonly<Record<string, string>>): Workspace {
  const workspace = Workspace.of(files);
  workspace.git('branch', '-m', 'trunk');
  workspace.git('remote', 'add', 'origin', `https://github.com/acme/${name}.git`);
  workspace.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
  workspace.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
  return workspace;
}

describe.each([
  [
    'wine',
    UV_SKLEARN_DVC,
    {
      environment: { lock: 'uv.lock', python: '3.11' },
      data: { wine: { path: 'data/wine.csv' } },
      train: {
        run: 'python src/train.py',
        params: 'params.yaml',
        model: 'models/forest.joblib',
        metrics: 'metrics.json',
      },
    },
    ['# # TODO Fill in what stands in <…>'],
    'Change src/evaluate.py: it has to load the model from os.environ["MLOPS_MODEL"]',
  ],
  [
    'iris',
    PIP_TORCH_MLFLOW,
    {
      environment: { lock: 'requirements.txt' },
      data: { data: { path: 'data' } },
      train: {
        run: 'python src/train.py',
        data: ['data'],
        model: 'artifacts/model.pt',
        metrics: 'artifacts/metrics.json',
        mlflow: 'mlflow.db',
      },
    },
    [
      '# # uv pip compile --universal requirements.txt -o pylock.toml   # then lock: pylock.toml',
      '#   task: multiclass # guessed from src/train.py:9, CrossEntropyLoss',
      '#   columns: { id: id, label: species, prediction: predicted } # guessed from src/evaluate.py:4',
    ],
    'Change src/evaluate.py: it has to load the model from os.environ["MLOPS_MODEL"]',
  ],
  [
    'reviews',
    POETRY_TRANSFORMERS,
    { train: { run: 'PYTHONPATH=src python -m reviews.train', model: 'models/reviews' } },
    [
      '# # uvx --with poetry-plugin-export poetry export -f requirements.txt -o requirements.txt',
      '# # TODO what src/reviews/train.py:4 reads is not here.',
      '#   task: binary # guessed from src/reviews/train.py:3, num_labels=2',
    ],
    '1. Make a lock file, and take its "# " away in mlops.yml: uvx --with poetry-plugin-export poetry export',
  ],
])('the repository %s', (name, files, sections, comments, next) => {
  test('gets mlops.yml and workflows, and a second run changes nothing', async () => {
    using workspace = repository(name, files);
    const before = workspace.tree();
    const ran = await runCli(['init'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(workspace.tree().filter((path) => !before.includes(path) && !path.startsWith('.mlops/'))).toEqual([
      MAIN,
      GATE,
      'mlops.yml',
    ]);
    const text = workspace.read('mlops.yml');
    expect(parse(text)).toMatchObject({ schema: 1, model: name, ...sections });
    expect(Object.keys(parse(text)).sort()).toEqual(['schema', 'model', ...Object.keys(sections)].sort());
    expect(() => parseProject(text, 'mlops.yml', 'other')).not.toThrow();
    for (const comment of comments) expect(text).toContain(comment);
    expect(ran.stdout).toContain(next);
    expect(ran.stdout).toContain(`make the check mlops/${name} required`);

    expect(workspace.read(MAIN)).toContain('branches: [trunk]\n');
    for (const path of [GATE, MAIN]) expect(workspace.read(path)).toContain(`with: { model: ${name} }\n`);
    const workflows = Object.fromEntries([GATE, MAIN].map((path) => [path, workspace.read(path)]));
    expect(await actionlint(workflows)).toBe('');
    expect(await zizmor(workflows, 'pedantic')).toBe('');

    workspace.write({ 'mlops.yml': `${text}# mine\n` }).remove(MAIN);
    const again = await runCli(['init'], workspace);
    expect(again.status, again.log).toBe(0);
    expect(again.stdout).toMatch(/mlops\.yml +kept: it is there already/);
    expect(again.stdout).toMatch(/mlops-pr-gate\.yml +kept/);
    expect(again.stdout).toMatch(/mlops-evaluate-main\.yml +written/);
    expect(workspace.read('mlops.yml')).toBe(`${text}# mine\n`);
    expect(workspace.read(MAIN)).toBe(workflows[MAIN]);
    if (next.startsWith('Change')) expect(again.stdout).toContain(next);
  });
});

test('what a uv, scikit-learn and DVC project got trains a real forest in the environment of its lock', async () => {
  using workspace = repository('wine', UV_SKLEARN_DVC);
  expect((await runCli(['init'], workspace)).status).toBe(0);
  const ran = await runCli(['run', 'train'], workspace);
  expect(ran.status, ran.log).toBe(0);
  expect(ran.log).toMatch(/train +ran/);
  expect(JSON.parse(workspace.read('metrics.json')).score).toBeGreaterThan(0.9);
  expect(workspace.read('.mlops/stage/train/environment.json')).toContain('scikit-learn');
});

/** Scores what it is given and writes where it is told; needs nothing but Python. */
const WHOLE = {
  'requirements.txt': `iniconfig==2.0.0 \\
    --hash=sha256:2d91e135bf72d31a410b17c16da610a82cb55f6b0477d1a902134b24a455b8b3 \\
    --hash=sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374
`,
  'train.py': `import csv, json, os
import iniconfig
rows = list(csv.DictReader(open("data/train.csv")))
mean = sum(float(row["x"]) for row in rows) / len(rows)
os.makedirs("out", exist_ok=True)
with open("out/model.bin", "w") as file:
    json.dump({"mean": mean}, file)
`,
  'predict.py': `import csv, json, os
mean = json.load(open(os.environ["MLOPS_MODEL"]))["mean"]
PREDICTIONS = "out/predictions.csv"
# binary:logistic
objective = {"objective": "binary"}
with open(os.environ.get("MLOPS_PREDICTIONS", PREDICTIONS), "w") as file:
    out = csv.DictWriter(file, fieldnames=["id", "label", "prediction"])
    out.writeheader()
    for row in csv.DictReader(open("data/test.csv")):
        out.writerow({"id": row["id"], "label": row["late"], "prediction": int(float(row["x"]) > mean)})
`,
  'data/train.csv': `x\n${Array.from({ length: 40 }, (_, at) => `${at}\n`).join('')}`,
  'data/test.csv': `id,x,late\n${Array.from({ length: 400 }, (_, at) => `${at},${at % 40},${at % 40 > 18 ? 1 : 0}\n`).join('')}`,
  '.gitignore': 'out/\n',
};

describe('a repository that tells everything', () => {
  test('runs green as it is: an environment is installed, a model trained, judged, and becomes the baseline', async () => {
    using workspace = Workspace.of(WHOLE);
    const begun = await runCli(['init', '--model', 'whole'], workspace);
    expect(begun.status, begun.log).toBe(0);
    expect(begun.stdout).toMatch(
      /Next\n {2}1\. Read mlops\.yml: .*\n {2}2\. Try it here: npx github:org\/mlops#v1 run\n/,
    );
    workspace.commit('mlops');
    const ran = await runCli(['run'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(ran.log).toMatch(/evaluate +ran/);
    expect(ran.log).toContain('accuracy >= baseline - 0.01');
    expect(workspace.tree('.mlops/refs').join(' ')).toContain('baseline');
  });

  test('is shown first, as text or as JSON, and nothing is written', async () => {
    using workspace = Workspace.of(WHOLE);
    const before = workspace.tree();
    const shown = await runCli(['init', '--dry-run', '--workflow', 'none'], workspace);
    expect(shown.status, shown.log).toBe(0);
    expect(shown.stdout).toContain('mlops.yml:\n\n# Written by mlops init.');
    const ran = await runCli(
      ['init', '--dry-run', '--json', '--workflow', 'pipeline,mlops-monitor.yml'],
      workspace,
    );
    const told = JSON.parse(ran.stdout);
    expect(told).toMatchObject({
      schema: 'https://github.com/org/mlops/beginning/v1',
      found: {
        packages: { value: 'pip', from: 'requirements.txt' },
        task: { value: 'binary', from: 'predict.py:5, objective": "binary"' },
      },
      files: [
        { path: 'mlops.yml', state: 'would be written' },
        { path: '.github/workflows/mlops-monitor.yml' },
        { path: '.github/workflows/mlops-pipeline.yml' },
      ],
    });
    expect(told.next.length).toBeLessThanOrEqual(5);
    expect(workspace.tree()).toEqual(before);
  });

  test('outside of a git repository mlops.yml alone is written, and that is said', async () => {
    using workspace = Workspace.of(WHOLE);
    rmSync(join(workspace.path, '.git'), { recursive: true });
    const ran = await runCli(['init'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(ran.stdout).toMatch(/mlops\.yml +written/);
    expect(ran.stdout).toMatch(/mlops-pr-gate\.yml +left out: this is no git repository/);
    expect(ran.stdout).toContain('Make it a git repository');
    expect(workspace.tree()).not.toContain(GATE);
    const asked = await runCli(['init', '--workflow', 'pr-gate'], workspace);
    expect(asked.status).toBe(2);
    expect(asked.log).toContain('--workflow: has no place here: this is no git repository. Run git init');
  });

  test('that is filled in is not asked for again; a script that scores by its own paths is', async () => {
    using workspace = Workspace.of(WHOLE);
    expect((await runCli(['init'], workspace)).status).toBe(0);
    expect((await runCli(['init'], workspace)).stdout).not.toContain('Change predict.py');
    workspace.write({ 'predict.py': 'open("out/model.bin")\n' });
    expect((await runCli(['init'], workspace)).stdout).toContain(
      'Change predict.py: it has to load the model',
    );
  });

  test('in a folder of a repository the workflows go to its top, and name the folder', async () => {
    using workspace = Workspace.of(
      Object.fromEntries(Object.entries(WHOLE).map(([path, text]) => [`models/late/${path}`, text])),
    );
    const ran = await runCli(['init', 'models/late'], workspace);
    expect(ran.status, ran.log).toBe(0);
    expect(workspace.read('models/late/mlops.yml')).toContain('model: late');
    const gate = parse(workspace.read(GATE));
    const used = gate.jobs.gate.steps.slice(1);
    expect(used.map((step: { with?: unknown }) => step.with)).toEqual(
      Array(3).fill({ 'working-directory': 'models/late' }),
    );
    expect(await actionlint({ [GATE]: workspace.read(GATE) })).toBe('');
  });

  test('a program that npm installed from GitHub pins its actions by that commit', async () => {
    using workspace = Workspace.of(WHOLE);
    using home = new Workspace();
    const modules = join(home.path, 'node_modules');
    mkdirSync(modules);
    cpSync(DIST, join(modules, 'mlops'), { recursive: true });
    const commit = '0123456789abcdef0123456789abcdef01234567';
    // where npm 11.19.1 writes it for npx, and the shape it has there; the address is that of a repository on GitHub
    const locked = {
      name: 'x',
      lockfileVersion: 3,
      requires: true,
      packages: {
        'node_modules/mlops': {
          version: '0.1.0',
          resolved: `git+ssh://git@github.com/acme/mlops.git#${commit}`,
          license: 'Apache-2.0',
          bin: { mlops: 'lib/mlops.js' },
          engines: { node: '>=24' },
        },
      },
    };
    writeFileSync(join(modules, '.package-lock.json'), JSON.stringify(locked));
    const ran = await runCli(['init'], workspace, { dist: join(modules, 'mlops') });
    expect(ran.status, ran.log).toBe(0);
    const text = workspace.read(GATE);
    expect(text).toContain(`      - uses: acme/mlops/setup@${commit} # v0.1.0\n`);
    expect(text).not.toContain('org/mlops');
    expect(ran.stdout).toContain('npx github:acme/mlops#v1 run');
    expect(await zizmor({ [GATE]: text }, 'pedantic')).toBe('');
  });
});

test.each([
  [['init', '--workflow', 'pr-gat'], '--workflow = "pr-gat": is no workflow. Did you mean pr-gate?'],
  [
    ['init', '--model', 'My Model'],
    '--model = "My Model": does not match [a-z0-9][a-z0-9-]{0,62}. Write my-model.',
  ],
  [['init', 'a', 'b'], 'init = "b": takes at most one folder.'],
])('%j is a mistake that says so and writes nothing', async (words, text) => {
  using workspace = Workspace.of(WHOLE);
  const ran = await runCli(words, workspace);
  expect(ran.log).toContain(text);
  expect(ran.status).toBe(2);
  expect(workspace.has('mlops.yml')).toBe(false);
});
