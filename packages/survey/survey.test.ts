import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseProject } from '#project/project';
import { columnsFrom, columnsWritten } from './columns.ts';
import { configurationOf } from './configuration.ts';
import { modelIn, predictionsIn, spelledIn } from './outputs.ts';
import { packagesOf } from './packages.ts';
import { managerOf, pythonOf } from './packaging.ts';
import { programOf } from './program.ts';
import { spelledPaths, withImported } from './python.ts';
import type { Sight } from './sight.ts';
import { survey } from './survey.ts';
import { taskIn } from './task.ts';

/** A repository of these files, all of them in git; `hidden`: what git ignores and is there. */
function seeing(files: Readonly<Record<string, string>>, ...hidden: string[]): Sight {
  return { paths: Object.keys(files), texts: new Map(Object.entries(files)), hidden: new Set(hidden) };
}

const HASHED = 'iniconfig==2.0.0 --hash=sha256:b6a8\n';

describe('which package manager a project is kept with, and what setup makes of it', () => {
  test.each([
    [
      { 'uv.lock': '', 'requirements.txt': HASHED },
      { name: 'uv', lock: 'uv.lock', making: null },
    ],
    [{ 'pylock.toml': '' }, { name: 'pip', lock: 'pylock.toml', making: null }],
    [
      { 'requirements.txt': HASHED, 'poetry.lock': '' },
      { name: 'pip', lock: 'requirements.txt', weak: false },
    ],
    [
      { 'requirements.txt': 'torch\n' },
      { name: 'pip', lock: 'requirements.txt', weak: true, making: { lock: 'pylock.toml' } },
    ],
    [
      { 'poetry.lock': '', 'requirements.txt': 'torch\n' },
      { name: 'poetry', lock: null, making: { lock: 'requirements.txt' } },
    ],
    [
      { 'pyproject.toml': '[tool.poetry]\nname = "a"\n' },
      { name: 'poetry', making: { command: expect.stringMatching(/^poetry lock && uvx /) } },
    ],
    [
      { 'pyproject.toml': '[project]\nname = "a"\n' },
      { name: 'uv', lock: null, making: { command: 'uv lock', lock: 'uv.lock' } },
    ],
    [{ 'requirements.in': 'torch\n' }, { name: 'pip', lock: null, making: { lock: 'requirements.txt' } }],
    [{ 'pdm.lock': '' }, { name: 'pdm', lock: null, making: { lock: 'pylock.toml' } }],
    [{ 'Pipfile.lock': '' }, { name: 'pipenv', lock: null, making: { lock: 'requirements.txt' } }],
    [
      { 'pixi.lock': '', 'pixi.toml': '' },
      { name: 'pixi', lock: null, making: null, prefix: 'pixi run' },
    ],
    [
      { 'environment.yml': 'name: wine\ndependencies: [python=3.11]\n' },
      { name: 'conda', lock: null, making: null, prefix: 'conda run --no-capture-output -n wine' },
    ],
    [{ 'README.md': '' }, null],
  ])('%j', (files, expected) => {
    if (expected === null) expect(managerOf(seeing(files))).toBeNull();
    else expect(managerOf(seeing(files))).toMatchObject(expected);
  });

  test.each([
    [{ '.python-version': '3.12.4\n' }, '3.12'],
    [{ 'pyproject.toml': '[project]\nrequires-python = "==3.11.*"\n' }, '3.11'],
    [{ 'pyproject.toml': '[project]\nrequires-python = ">=3.11,<3.12"\n' }, '3.11'],
    [{ 'pyproject.toml': '[project]\nrequires-python = ">=3.11"\n' }, null],
    [{ 'pyproject.toml': '[tool.poetry.dependencies]\npython = "~3.10"\n' }, '3.10'],
    [{ 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\n' }, null],
    [{ 'pixi.toml': '[dependencies]\npython = "3.12.*"\n' }, '3.12'],
    [{ 'environment.yml': 'dependencies:\n  - python=3.9\n' }, '3.9'],
    [{ 'pyproject.toml': 'broken [' }, null],
  ])('the one Python of %j is %s', (files, version) => {
    expect(pythonOf(seeing(files))?.value ?? null).toBe(version);
  });
});

test.each([
  [
    'requirements.txt',
    'Scikit_Learn>=1.4 # trees\ntorch ; python_version > "3"\n-r other.txt\n',
    ['scikit-learn', 'torch'],
  ],
  [
    'pyproject.toml',
    '[project]\ndependencies = ["xgboost[cpu]>=2"]\n[dependency-groups]\ndev = ["mlflow"]\n',
    ['xgboost', 'mlflow'],
  ],
  ['pyproject.toml', '[tool.poetry.group.ml.dependencies]\ntransformers = "*"\n', ['transformers']],
  ['pixi.toml', '[pypi-dependencies]\nlightgbm = "*"\n', ['lightgbm']],
  [
    'environment.yml',
    'dependencies:\n  - conda-forge::scipy=1.2\n  - pip:\n      - torch==2.4\n',
    ['scipy', 'torch'],
  ],
  ['Pipfile', '[packages]\nkeras = "*"\n', ['keras']],
  [
    'src/a.py',
    'from sklearn.svm import SVC\nimport numpy as np, torch\n',
    ['scikit-learn', 'numpy', 'torch'],
  ],
])('%s names its packages', (path, text, names) => {
  expect([...packagesOf({ texts: new Map([[path, text]]) }).keys()]).toEqual(names);
});

test.each([
  ['save("out/model.pkl")', 'out/model.pkl'],
  ['save(Path("out") / "model.pkl")', 'out/model.pkl'],
  ['save(Path("out") / "sub" / "model.pkl")', 'out/sub/model.pkl'],
  ['save(os.path.join("out", "model.pkl"))', 'out/model.pkl'],
  ['OUT = Path("out")\nsave(OUT / "model.pkl")', 'out/model.pkl'],
  ['OUT = "out"\nsave(os.path.join(OUT, "model.pkl"))', 'out/model.pkl'],
  ['OUT = "out"\nOUT = "other"\nsave(OUT / "model.pkl")', undefined],
  ['save(args.out / "model.pkl")', undefined],
  ['save(f"{out}/model.pkl")', undefined],
  ['# save("model.pkl")', undefined],
  ['"""as in save("model.pkl")"""', undefined],
  ['save("/tmp/model.pkl")', undefined],
  ['save("../model.pkl")', undefined],
])('the path that %j spells out is %s', (source, path) => {
  expect(spelledPaths(source, 'a.py').find(({ value }) => value.endsWith('.pkl'))?.value).toBe(path);
});

test.each([
  ['joblib.dump(model, "a/best.joblib")\n', 'a/best.joblib'],
  ['torch.save(model.state_dict(), "w.pt")\n', 'w.pt'],
  ['with open("m.pkl", "wb") as file:\n    pickle.dump(model, file)\n', 'm.pkl'],
  ['model.save_pretrained("out/bert")\n', 'out/bert'],
  ['args = TrainingArguments(output_dir="out")\n', 'out'],
  ['booster.save_model("model.json")\n', 'model.json'],
  ['PATH = "m.onnx"\n', 'm.onnx'],
  ['torch.load("w.pt")\n', undefined],
  ['df.to_csv("rows.csv", compression="gzip")\n', undefined],
])('training that has %j leaves its model at %s', (source, path) => {
  expect(modelIn(spelledIn(['a.py'], new Map([['a.py', source]])))?.value).toBe(path);
});

test.each([
  ['pd.read_csv("test.csv")\nout.to_csv("out/scores.csv")\n', 'out/scores.csv'],
  ['pd.read_csv("predictions.csv")\n', undefined],
  ['out.to_parquet("a.parquet")\nother.to_parquet("b.parquet")\n', undefined],
  ['with open("preds.jsonl", "w") as file:\n', 'preds.jsonl'],
])('scoring that has %j leaves its predictions at %s', (source, path) => {
  expect(predictionsIn(spelledIn(['a.py'], new Map([['a.py', source]])))?.value).toBe(path);
});

test.each([
  ['id,label,prediction,score', { id: 'id', label: 'label', prediction: 'prediction', score: 'score' }],
  ['row_id,y_true,y_pred', { id: 'row_id', label: 'y_true', prediction: 'y_pred' }],
  ['id,late,predicted,p_late', { id: 'id', label: 'late', prediction: 'predicted', score: 'p_late' }],
  ['id,late,carrier,predicted', { id: 'id', prediction: 'predicted' }],
])('of the columns %s', (header, roles) => {
  expect(columnsFrom(header.split(','))).toEqual(roles);
});

test.each([
  ['pd.DataFrame({"id": a, "late": b}).to_csv(x)', ['id', 'late']],
  ['csv.DictWriter(file, fieldnames=["id", "y"])', ['id', 'y']],
  ['writer.writerow(("id", "y", "p"))', ['id', 'y', 'p']],
  ["file.write('id,late,guess\\n')", ['id', 'late', 'guess']],
  ['print("a")', undefined],
])('%s writes %j', (source, names) => {
  expect(columnsWritten(source, 'a.py')?.value).toEqual(names);
});

test.each([
  ['nn.BCEWithLogitsLoss()', 'binary'],
  ['nn.CrossEntropyLoss()', 'multiclass'],
  ['AutoModelForSequenceClassification.from_pretrained(name, num_labels=2)', 'binary'],
  ['from sklearn.ensemble import RandomForestRegressor', 'regression'],
  ['LGBMRanker()', 'ranking'],
  ['AutoModelForCausalLM.from_pretrained(name)', 'text'],
  // two tasks, or one that is only known to classify
  ['nn.CrossEntropyLoss(); mean_squared_error(a, b)', null],
  ['LogisticRegression()', null],
  ['# nn.MSELoss', null],
])('the task of %s is %s', (source, task) => {
  expect(taskIn(['a.py'], new Map([['a.py', source]]))?.value ?? null).toBe(task);
});

describe('the command that trains', () => {
  test.each([
    [{ 'train.py': '', 'src/train.py': '' }, 'python train.py'],
    [{ 'src/flights/train.py': 'from .features import columns\n' }, 'PYTHONPATH=src python -m flights.train'],
    [{ 'train_model.py': '', 'tests/test_train.py': '' }, 'python train_model.py'],
    [{ Makefile: 'train: data\n\tpython src/fit.py\n', 'src/fit.py': '', 'train.py': '' }, 'make train'],
    // its environment would be another than that of setup
    [{ Makefile: 'train:\n\tpoetry run python train.py\n', 'train.py': '' }, 'python train.py'],
    [{ Makefile: 'train:\n\tuv run fit.py\n' }, 'make train'],
    [
      {
        MLproject:
          'entry_points:\n  main:\n    parameters: { lr: { type: float, default: 0.1 } }\n    command: python t.py {lr}\n',
      },
      'python t.py 0.1',
    ],
    [{ 'pyproject.toml': '[project.scripts]\nflights-train = "flights.cli:train"\n' }, 'flights-train'],
    [{ 'pixi.toml': '[tasks]\ntrain = "python train.py"\n', 'train.py': '' }, 'pixi run train'],
    [{ 'main.py': '' }, undefined],
  ])('of %j is %s', (files, run) => {
    const sight = seeing(files);
    expect(programOf('train', sight, managerOf(sight))?.run).toBe(run);
  });

  test('runs in the environment that its manager makes, where setup cannot', () => {
    const sight = seeing({ 'environment.yml': 'name: wine\n', 'train.py': '' });
    expect(programOf('train', sight, managerOf(sight))?.run).toBe(
      'conda run --no-capture-output -n wine python train.py',
    );
  });

  test('names what else looked so', () => {
    expect(programOf('train', seeing({ 'train.py': '', 'a/train.py': '' }), null)?.others).toEqual([
      'python a/train.py',
    ]);
  });
});

test('a script is made of itself and of the files it imports, and those import', () => {
  const texts = new Map([
    ['src/train.py', 'import features\nfrom lib import load\nimport numpy\n'],
    ['src/features.py', 'from lib.text import clean\n'],
    ['src/lib/__init__.py', ''],
    ['src/lib/text.py', ''],
    ['src/other.py', ''],
  ]);
  expect(withImported('src/train.py', texts)).toEqual([
    'src/train.py',
    'src/features.py',
    'src/lib/__init__.py',
    'src/lib/text.py',
  ]);
});

const WHOLE = {
  'requirements.txt': HASHED,
  'train.py': 'rows = read("data/train.csv")\njoblib.dump(RandomForestRegressor(), "out/model.joblib")\n',
  'predict.py':
    'os.environ["MLOPS_MODEL"]\nos.environ["MLOPS_PREDICTIONS"]\nread("data/test.csv")\npd.DataFrame({"id": 1, "y_true": 1, "y_pred": 1}).to_csv("out/predictions.csv")\n',
  'data/train.csv': '',
  'data/test.csv': '',
  'params.yaml': '',
};
const textOf = (sight: Sight) => configurationOf('wine', survey(sight, new Map()));

describe('mlops.yml', () => {
  test('of a project that tells all: every section, each guess with where it comes from', () => {
    const text = textOf(seeing(WHOLE));
    expect(parse(text)).toEqual({
      schema: 1,
      model: 'wine',
      environment: { lock: 'requirements.txt' },
      data: { data: { path: 'data' } },
      train: { run: 'python train.py', data: ['data'], params: 'params.yaml', model: 'out/model.joblib' },
      evaluate: {
        run: 'python predict.py',
        data: ['data'],
        predictions: 'out/predictions.csv',
        task: 'regression',
        columns: { id: 'id', label: 'y_true', prediction: 'y_pred' },
        gates: ['rmse <= baseline * 1.02'],
      },
    });
    expect(text).toContain('model: out/model.joblib # guessed from train.py:2');
    expect(() => parseProject(text, 'mlops.yml', 'wine')).not.toThrow();
  });

  test('scoring that would not score the baseline model stays a comment, which says what is missing', () => {
    const text = textOf(
      seeing({ ...WHOLE, 'predict.py': WHOLE['predict.py'].replace('os.environ["MLOPS_MODEL"]\n', '') }),
    );
    expect(parse(text).evaluate).toBeUndefined();
    expect(text).toContain('# # predict.py has to load the model from the path in MLOPS_MODEL');
  });

  test('data in a folder that is written to are files', () => {
    const sight = seeing({ ...WHOLE, 'predict.py': WHOLE['predict.py'].replace('out/pred', 'data/pred') });
    expect(parse(textOf(sight)).data).toEqual({
      test: { path: 'data/test.csv' },
      train: { path: 'data/train.csv' },
    });
  });

  test('data that git does not have are said to be missing from a checkout', () => {
    const { 'data/train.csv': _, 'data/test.csv': __, ...files } = WHOLE;
    const text = textOf(seeing(files, 'data', 'data/train.csv', 'data/test.csv'));
    expect(text).toMatch(/path: data # guessed from train.py:1; git does not have it/);
    expect(textOf(seeing(files))).toContain('# # TODO what train.py:1 reads is not here.');
  });

  test.each([
    ['nothing', {}],
    ['a script alone', { 'train.py': '' }],
    ['Poetry', { ...WHOLE, 'requirements.txt': 'x\n', 'poetry.lock': '' }],
    ['pixi', { ...WHOLE, 'requirements.txt': 'x\n', 'pixi.lock': '' }],
    ['requirements without hashes', { ...WHOLE, 'requirements.txt': 'torch\n' }],
    ['a name that is no YAML', { 'train.py': '', 'train: #x.py': '' }],
  ])('of %s can be read as it is, and with its comments taken away', (_name, files) => {
    const text = textOf(seeing(files));
    expect(() => parseProject(text, 'mlops.yml', 'wine')).not.toThrow();
    const body = text.slice(text.indexOf('schema: 1')).replaceAll(/^# /gm, '');
    expect(Object.keys(parse(body))).toEqual(
      expect.arrayContaining(['schema', 'model', 'data', 'train', 'evaluate']),
    );
  });

  test.each([
    ['mlflow.set_tracking_uri("sqlite:///runs.db")', 'mlflow: runs.db'],
    ['mlflow.set_tracking_uri("file:./mlruns")', 'mlflow: mlruns'],
    ['mlflow.set_tracking_uri("https://mlflow.example")', '# mlflow: mlruns # train.py:2 logs to a server'],
    ['', '# mlflow: mlruns # TODO the store'],
  ])('MLflow by %s: %s', (line, said) => {
    expect(textOf(seeing({ 'train.py': `import mlflow\n${line}\n` }))).toContain(said);
  });
});
