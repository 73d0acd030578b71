import { afterAll, expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import { type Pipeline, readPipeline } from './pipeline.ts';

/** Expected commands, names and paths are those dvc 3.67.1 wrote into dvc.lock for the same dvc.yaml. */

const workspaces: Workspace[] = [];
afterAll(() => workspaces.forEach((workspace) => void workspace[Symbol.dispose]()));

const STYLE = { no: false, append: false };

function read(files: Record<string, string>, style = STYLE): Promise<Pipeline> {
  const workspace = new Workspace().write(files);
  workspaces.push(workspace);
  return readPipeline('dvc.yaml', style, diskFiles({ root: workspace.path, workspace: workspace.path }));
}

async function commands(dvcYaml: string, params: string, style = STYLE): Promise<Record<string, string>> {
  const { stages } = await read({ 'dvc.yaml': dvcYaml, 'params.yaml': params }, style);
  return Object.fromEntries(stages.map((stage) => [stage.name, stage.commands.join('\n')]));
}

const PARAMS = `train:
  lr: 1e-5
  n: 10.0
  flag: true
  name: "a b"
  list: [1, x]
  none:
k: .inf
`;

test('templates are filled in as DVC fills them', async () => {
  const filled = await commands(
    `vars:
  - deep: {a: {b: [10, 2.50]}}
stages:
  a:
    cmd: echo \${train.lr} \${train.n} \${train.flag} \${train.name} \\\${HOME} \${deep.a.b[1]} \${k} \${train.none} > o
  b:
    cmd: echo \${train}
`,
    PARAMS,
  );
  expect(filled).toEqual({
    a: 'echo 1e-05 10.0 true a b ${HOME} 2.5 inf None > o',
    b: "echo --lr 1e-05 --n 10.0 --flag --name 'a b' --list 1 x --none None",
  });
});

test('foreach and matrix become the stages they stand for', async () => {
  const filled = await commands(
    `stages:
  c:
    foreach: [x, 1, true]
    do:
      cmd: echo \${item} > c\${item}
  d:
    foreach: {p: {q: 1}, 2: {q: 2}}
    do:
      cmd: echo \${key} \${item.q}
  e:
    foreach: [{a: 1}, {a: 2}]
    do:
      cmd: echo \${item.a}
  m:
    matrix:
      u: [1, two]
      v: [{x: 1}, {x: 0.5}]
    cmd: echo \${item.u} \${item.v.x} \${key}
`,
    PARAMS,
  );
  expect(filled).toEqual({
    'c@x': 'echo x > cx',
    'c@1': 'echo 1 > c1',
    'c@true': 'echo true > ctrue',
    'd@p': 'echo p 1',
    'd@2': 'echo 2 2',
    'e@0': 'echo 1',
    'e@1': 'echo 2',
    'm@1-v0': 'echo 1 1 1-v0',
    'm@1-v1': 'echo 1 0.5 1-v1',
    'm@two-v0': 'echo two 1 two-v0',
    'm@two-v1': 'echo two 0.5 two-v1',
  });
});

test('a stage has paths relative to the project, its parameters by file, and says what it was filled with', async () => {
  const { stages } = await read({
    'dvc.yaml': `vars: [other.toml, {out: o}]
stages:
  w:
    wdir: sub
    cmd: ["echo one > ../s.txt", "echo \${a.b}"]
    deps: [../d, in.txt, s3://bucket/key, /etc/hosts]
    outs: [{../s.txt: {cache: false, persist: true}}, "\${out}/"]
    metrics: [m.json]
    plots: [{p.csv: {x: a}}]
    params: [a, {../params.yaml: [z], c.json: }]
    desc: what it does
    meta: {mine: 1}
`,
    'other.toml': '[a]\nb = 1.0\n',
  });
  expect(stages).toEqual([
    {
      name: 'w',
      file: 'dvc.yaml',
      folder: 'sub',
      commands: ['echo one > ../s.txt', 'echo 1.0'],
      deps: ['d', 'sub/in.txt', 's3://bucket/key', '/etc/hosts'],
      params: new Map([
        ['sub/params.yaml', ['a']],
        ['params.yaml', ['z']],
        ['sub/c.json', []],
      ]),
      outs: [
        { path: 's.txt', role: 'out', settings: { cache: false, persist: true } },
        { path: 'sub/o', role: 'out', settings: {} },
        { path: 'sub/m.json', role: 'metric', settings: {} },
        { path: 'sub/p.csv', role: 'plot', settings: { x: 'a' } },
      ],
      frozen: false,
      alwaysChanged: false,
      description: 'what it does',
      others: ['meta'],
      filled: new Map([
        ['a.b', '1.0'],
        ['out', 'o'],
      ]),
    },
  ]);
});

test('vars of a stage and keys of a file are read; artifacts and other sections are told', async () => {
  const pipeline = await read({
    'dvc.yaml': `vars: ["conf.yaml:x,y"]
stages:
  one: { cmd: "echo \${x.a} \${mine}", vars: [{ mine: 3 }] }
artifacts:
  good: { path: model.pkl, type: model, labels: [x] }
plots: [a.csv]
`,
    'conf.yaml': 'x: {a: 1}\ny: 2\nz: 3\n',
  });
  expect(pipeline.stages[0]?.commands).toEqual(['echo 1 3']);
  expect(pipeline.artifacts).toEqual([
    { name: 'good', path: 'model.pkl', type: 'model', others: ['labels'] },
  ]);
  expect(pipeline.sections).toEqual(['plots']);
});

test('parsing.bool and parsing.list of the configuration count', async () => {
  const style = { no: true, append: true };
  const filled = await commands('stages: {s: {cmd: "echo ${t}"}}', 't: {off: false, l: [1, b c]}', style);
  // dvc/parsing/interpolate.py, to_str of a dict with boolean_optional and append
  expect(filled).toEqual({ s: "echo --no-off --l 1 --l 'b c'" });
});

test.each([
  ['stages: {s: {cmd: "echo ${no.such}"}}', 'dvc.yaml: s: ${no.such} names nothing in params.yaml or vars.'],
  ['stages: {s: {deps: [a]}}', 'dvc.yaml: s: cmd has not the form of dvc.yaml'],
  ['stages: {s: {foreach: 3, do: {cmd: x}}}', 'dvc.yaml: s: foreach is neither a list nor a mapping.'],
  ['stages: {s: {matrix: {a: 1}, cmd: x}}', 'dvc.yaml: s: matrix.a is no list.'],
  ['stages: [', 'dvc.yaml (dvc.yaml:1:10): '],
])('%s is a mistake that says where', async (source, text) => {
  await expect(read({ 'dvc.yaml': source })).rejects.toThrow(text);
});
