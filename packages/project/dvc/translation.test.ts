import { afterAll, expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import { parseProject } from '../project.ts';
import { draft } from './draft.ts';
import { readRepository } from './repository.ts';
import type { Wish } from './roles.ts';
import { type Translation, translate } from './translation.ts';

const workspaces: Workspace[] = [];
afterAll(() => workspaces.forEach((workspace) => void workspace[Symbol.dispose]()));

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  /** there, but git ignores it */
  readonly ignored?: readonly string[];
  readonly wish?: Partial<Wish>;
}

async function translated(
  dvcYaml: string,
  { files = {}, ignored = [], wish = {} }: Setting = {},
): Promise<Translation> {
  const visible = { 'dvc.yaml': dvcYaml, ...files };
  const workspace = new Workspace().write(visible);
  workspaces.push(workspace);
  const disk = diskFiles({ root: workspace.path, workspace: workspace.path });
  const repository = await readRepository('.dvc', Object.keys(visible), disk);
  const folders = Object.keys(visible).flatMap((path) =>
    path.split('/').map((_, at, all) => all.slice(0, at + 1).join('/')),
  );
  const around = { visible: Object.keys(visible), present: new Set([...folders, ...ignored]) };
  return translate(repository, around, { train: undefined, evaluate: undefined, ...wish }, 'fallback');
}

function datasets({ data }: Translation): Record<string, unknown> {
  return Object.fromEntries(data.map(({ name, path, run, code }) => [name, { path, run, code }]));
}

function notes({ notes }: Translation): string[] {
  return notes.map(({ section, subject, text }) => `${section}: ${subject}: ${text}`);
}

const CODE = { 'prepare.py': '1', 'featurize.py': '2', 'train.py': '3', 'evaluate.py': '4' };
const RAW = {
  'data/raw.dvc': 'outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 1\n  hash: md5\n  path: raw\n',
};

const PREPARE = `stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py, data/raw]
    outs: [data/prepared]
`;
const FEATURIZE = `  featurize:
    cmd: python featurize.py
    deps: [featurize.py, data/prepared]
    params: [ngrams]
    outs: [data/features]
`;
const TRAIN = (deps: string) => `  train:
    cmd: python train.py
    deps: [train.py, ${deps}]
    params: [lr]
    outs: [model.pkl]
    metrics: [{scores.json: {cache: false}}]
`;

test('a chain of stages before training is one dataset whose key holds all of their code', async () => {
  const found = await translated(PREPARE + FEATURIZE + TRAIN('data/features'), {
    files: { ...CODE, ...RAW, 'params.yaml': 'lr: 1\nngrams: 2\n' },
  });
  expect(datasets(found)).toEqual({
    features: {
      path: 'data/features',
      run: 'python prepare.py\npython featurize.py',
      code: ['prepare.py', 'data/raw.dvc', 'featurize.py', 'params.yaml'],
    },
    raw: { path: 'data/raw', run: null, code: [] },
  });
  expect(found.train).toMatchObject({
    run: 'python train.py',
    code: ['train.py'],
    data: ['features'],
    params: 'params.yaml',
    model: 'model.pkl',
    metrics: 'scores.json',
  });
  expect(notes(found)).toEqual([
    'data: stage prepare: runs again when data/raw.dvc changes: run dvc add after changing that data',
  ]);
});

test('two outs of one chain are made by one command: the first named makes the other too', async () => {
  const found = await translated(PREPARE + FEATURIZE + TRAIN('data/prepared, data/features'), {
    files: { ...CODE, ...RAW },
  });
  expect(datasets(found)).toMatchObject({
    features: { path: 'data/features', run: 'python prepare.py\npython featurize.py' },
    prepared: { path: 'data/prepared', run: null, code: [] },
  });
  expect(found.train.data).toEqual(['features', 'prepared']);
  expect(notes(found)).toContainEqual(
    'data: data.prepared: is made together with data.features: name both, in this order, and in one job',
  );
});

const SPLIT = (outs: string) => `stages:
  split: { cmd: python prepare.py, deps: [prepare.py], outs: [${outs}] }
`;
const EVALUATE = (
  deps: string,
  more = '',
) => `  evaluate: { cmd: python evaluate.py, deps: [evaluate.py, model.pkl, ${deps}], ${more} }
`;

test('outs in a folder of their own are one dataset', async () => {
  const yaml =
    SPLIT('data/split/train.csv, data/split/test.csv') +
    TRAIN('data/split/train.csv') +
    EVALUATE('data/split/test.csv');
  const found = await translated(yaml, { files: CODE });
  expect(datasets(found)).toEqual({
    split: { path: 'data/split', run: 'python prepare.py', code: ['prepare.py'] },
  });
  expect(found.train.data).toEqual(['split']);
  expect(found.evaluate?.data).toEqual(['split']);
});

test('outs beside other things are a dataset each, each made where it is read', async () => {
  const yaml = SPLIT('data/train.csv, data/test.csv') + TRAIN('data/train.csv') + EVALUATE('data/test.csv');
  const found = await translated(yaml, { files: { ...CODE, 'data/readme.txt': 'x' } });
  expect(datasets(found)).toEqual({
    train: { path: 'data/train.csv', run: 'python prepare.py', code: ['prepare.py'] },
    test: { path: 'data/test.csv', run: 'python prepare.py', code: ['prepare.py'] },
  });
  expect(found.train.data).toEqual(['train']);
  expect(found.evaluate?.data).toEqual(['test']);
});

test('stages with nothing in common are datasets of their own, with names that differ', async () => {
  const yaml = `stages:
  a: { cmd: python prepare.py, deps: [prepare.py], outs: [a/rows.csv] }
  b: { cmd: python featurize.py, deps: [featurize.py], outs: [b/rows.csv] }
${TRAIN('a/rows.csv, b')}`;
  const found = await translated(yaml, { files: CODE });
  expect(datasets(found)).toEqual({
    rows: { path: 'a/rows.csv', run: 'python prepare.py', code: ['prepare.py'] },
    'b-rows': { path: 'b/rows.csv', run: 'python featurize.py', code: ['featurize.py'] },
  });
});

test('commands run in the folder of their stage, and none leaves anything behind for the next', async () => {
  const yaml = `stages:
  one: { cmd: ["export A=1", "python one.py > one.txt"], wdir: sub, deps: [one.py], outs: [one.txt] }
  two: { cmd: "cat sub/one.txt > two.txt # done", deps: [sub/one.txt], outs: [two.txt] }
${TRAIN('two.txt')}`;
  const found = await translated(yaml, { files: { ...CODE, 'sub/one.py': '' } });
  expect(found.data[0]).toMatchObject({
    name: 'two',
    path: 'two.txt',
    run: '(\ncd sub\nexport A=1\n)\n(\ncd sub\npython one.py > one.txt\n)\n(\ncat sub/one.txt > two.txt # done\n)',
    code: ['sub/one.py'],
  });
});

test('a dvc.yaml in another folder is read too', async () => {
  const found = await translated('stages: {}', {
    files: {
      'models/dvc.yaml': 'stages: {train: {cmd: python t.py, deps: [t.py, ../rows.csv], outs: [m.pkl]}}',
      'models/t.py': '',
      'rows.csv': 'a\n1\n',
    },
  });
  expect(found.train).toMatchObject({
    role: { stage: { name: 'models/dvc.yaml:train' }, why: 'by its name' },
    run: '(\ncd models\npython t.py\n)',
    code: ['models/t.py'],
    data: ['rows'],
    model: 'models/m.pkl',
  });
  expect(datasets(found)).toEqual({ rows: { path: 'rows.csv', run: null, code: [] } });
});

test('what cannot be the same is said', async () => {
  const yaml = `stages:
  frozen: { cmd: python prepare.py, frozen: true, outs: [old] }
  train:
    cmd: python train.py \${lr} $DVC_STAGE
    deps: [train.py, old, gone.py, s3://bucket/x]
    params: [lr, more.toml: [a]]
    always_changed: true
    outs: [model.pkl: {persist: true, remote: far}, "s3://bucket/y", vocabulary.txt]
    metrics: [m.csv]
  late: { cmd: x, deps: [vocabulary.txt], outs: [z] }
  other: { cmd: x }
plots: [a.csv]
artifacts:
  best: { path: model.pkl, type: model, labels: [x] }
  words: { path: vocabulary.txt }
`.replace('\\$', '$');
  const found = await translated(yaml, {
    files: {
      ...CODE,
      'params.yaml': 'lr: 1.0\n',
      'more.toml': 'a = 1\n',
      'u.dvc': 'outs: [{path: u, etag: x, remote: far}]\ndeps: [{path: p, repo: {url: r}}]\n',
    },
    ignored: ['old'],
  });
  expect(found.train).toMatchObject({
    code: ['train.py', 'more.toml'],
    data: ['old'],
    params: 'params.yaml',
    metrics: null,
  });
  expect(notes(found)).toEqual([
    'train: stage train: its dep s3://bucket/x lies outside of the project: mlops does not see it change',
    'train: stage train: its dep gone.py is not here and nothing makes it: it is not in code:',
    'train: stage train: stands here filled in with lr = 1.0; when that changes, change it in mlops.yml or import again',
    'train: stage train: always_changed: mlops skips it when nothing it is made of changed',
    'train: stage train: its command reads DVC_ROOT or DVC_STAGE, which mlops does not set',
    'train: stage train: persist: mlops removes model.pkl before the command runs',
    'train: stage train: remote of model.pkl: not imported',
    'train: stage train: its out s3://bucket/y lies outside of the project and is not imported',
    'train: stage train: also writes vocabulary.txt (out): it stays in the workspace and is not kept with the model',
    'train: stage train: its metrics m.csv are no JSON, YAML or TOML and are not read',
    "data: u.dvc: comes from r p: dvc update stays DVC's",
    'data: u.dvc: etag, remote: not imported',
    'file: artifact best: labels: not imported',
    'file: artifact words: not imported: it is not the model',
    'file: stage frozen: not imported: it is frozen, and what it made is taken as it lies there',
    'file: stage late: not imported: it comes after training; --evaluate names what scores the model',
    'file: stage other: not imported: it makes nothing that training or evaluation reads',
    'file: dvc.yaml: plots: not imported: it says how DVC shows things, not what is run',
  ]);
});

test.each([
  ['stages: {fit: {cmd: x, outs: [m]}, other: {cmd: x, outs: [model.pkl]}}', 'fit', 'by its name', 'm'],
  ['stages: {pre-train: {cmd: x, outs: [weights, log.txt]}}', 'pre-train', 'by its name', 'weights'],
  [
    'stages: {build: {cmd: x, outs: [log.txt, out/model.onnx]}}',
    'build',
    'makes what looks like a model',
    'out/model.onnx',
  ],
  [
    'stages: {train: {cmd: x, outs: [a]}, b: {cmd: x, outs: [b1, b2]}}\nartifacts: {best: {path: b2, type: model}}',
    'b',
    'makes the artifact of type model',
    'b2',
  ],
  ['stages: {train: {cmd: x, outs: [a, b]}, use: {cmd: x, deps: [b]}}', 'train', 'by its name', 'b'],
])('%s trains by the stage %s', async (yaml, name, why, model) => {
  const { train } = await translated(yaml);
  expect([train.role.stage.name, train.role.why, train.model]).toEqual([name, why, model]);
});

test.each([
  [
    'stages: {a: {cmd: x, outs: [b]}}',
    {},
    'dvc.yaml: no stage looks like training. Name it with --train <stage>: a.',
  ],
  [
    'stages: {train: {foreach: [a, b], do: {cmd: x, outs: ["${item}"]}}}',
    {},
    '2 stages look like training. Name it with --train <stage>: train@a, train@b.',
  ],
  ['stages: {train: {cmd: x}}', {}, 'stage train: has no outs in the project, so that there is no model.'],
  ['stages: {train: {cmd: x}}', { train: 'trian' }, '--train = "trian": is no stage. There are: train.'],
  ['{}', {}, 'no stage looks like training. Name it with --train <stage>: none.'],
])('%s with %j is a mistake that says what to do', async (yaml, wish, text) => {
  await expect(translated(yaml, { wish })).rejects.toThrow(text);
});

test('a frozen training is imported, and what comes after it is no data', async () => {
  const yaml = `stages:
  train: { cmd: x, frozen: true, deps: [train.py], outs: [model.pkl] }
  predict: { cmd: x, deps: [model.pkl], outs: [predictions.csv] }
  evaluate: { cmd: y, deps: [predictions.csv, model.pkl], metrics: [e.json] }
`;
  const found = await translated(yaml, { files: CODE, wish: { evaluate: 'evaluate' } });
  expect(datasets(found)).toEqual({});
  expect(found.evaluate).toMatchObject({
    run: 'y',
    data: [],
    code: [],
    predictions: null,
    metrics: ['e.json'],
  });
  expect(notes(found)).toEqual([
    'train: stage train: frozen: mlops runs it when something it is made of changed',
    'evaluate: stage evaluate: writes e.json: not imported, mlops measures the predictions itself',
    'evaluate: stage evaluate: reads predictions.csv, which is no dataset: in a job of its own only MLOPS_MODEL and data: are there',
    'file: stage predict: not imported: it comes after training; --evaluate names what scores the model',
  ]);
});

test('--train names one of many', async () => {
  const yaml = 'stages: {train: {foreach: [a, b], do: {cmd: "x ${item}", outs: ["${item}"]}}}';
  const found = await translated(yaml, { wish: { train: 'train@b' } });
  expect(found.train).toMatchObject({ run: 'x b', model: 'b', role: { why: 'by --train' } });
  expect(notes(found)).toEqual([
    'file: stage train@a: not imported: it makes nothing that training or evaluation reads',
  ]);
});

test('the file parses, its comments hold what is not imported, and the evaluation is filled in by hand', async () => {
  const yaml =
    PREPARE +
    TRAIN('data/prepared') +
    EVALUATE('data/prepared', 'outs: [out/predictions.csv], metrics: [e.json], desc: "scores\\nall: true"');
  const found = await translated(yaml, { files: { ...CODE, ...RAW, 'params.yaml': 'lr: 1\n' } });
  const text = draft(found, ['id', 'y', 'p']);
  expect(text).toBe(`# Written by mlops import dvc. DVC does not name the environment: with a lock file,
# environment: { lock: requirements.txt } has mlops install it and count it in.
schema: 1
model: fallback

# stage prepare: runs again when data/raw.dvc changes: run dvc add after changing that data
data:
  prepared:
    path: data/prepared
    run: python prepare.py
    code: [prepare.py, data/raw.dvc]
  raw: {path: data/raw}

train:
  run: python train.py
  code: [train.py]
  data: [prepared]
  params: params.yaml
  model: model.pkl
  metrics: scores.json

# # Fill in what stands in <…>, leave out columns there are not, and take away the leading "# ".
# # out/predictions.csv has the columns id, y, p.
# # The model is at MLOPS_MODEL; in a job of its own it is nowhere else.
# # scores all: true
# # stage evaluate: writes e.json: not imported, mlops measures the predictions itself
#
# evaluate:
#   run: python evaluate.py
#   code: [evaluate.py]
#   data: [prepared]
#   predictions: out/predictions.csv
#   task: <binary, multiclass or regression>
#   columns: {id: <column>, label: <column>, prediction: <column>, score: <column>}
#   gates: [<measure> >= <number>, <measure> >= baseline - <number>]
`);
  expect(parseProject(text, 'mlops.yml', 'x').section('train').get('model')?.said).toEqual({
    value: 'model.pkl',
  });
  const start = text.indexOf('# # Fill');
  const template = text.slice(start).replaceAll(/^# ?/gm, '');
  const filled = (text.slice(0, start) + template)
    .replace('<binary, multiclass or regression>', 'binary')
    .replace(/columns: .*/, 'columns: {id: id, label: y, prediction: p}')
    .replace(/gates: .*/, 'gates: ["accuracy >= 0.5"]');
  expect([...parseProject(filled, 'mlops.yml', 'x').section('evaluate').keys()]).toEqual([
    'run',
    'code',
    'data',
    'predictions',
    'task',
    'columns',
    'gates',
  ]);
});
