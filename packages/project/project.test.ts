import { expect, test } from 'vitest';
import { Mistake, type Problem } from '#kit/outcome';
import { located } from '#kit/read';
import { modelNameFrom, parseProject } from './project.ts';

const GOOD = `# a comment
schema: 1
model: flights
defaults: &none {}
`.replace('defaults: &none {}\n', '');

function mistakes(source: string): string[] {
  try {
    parseProject(source, 'mlops.yml', 'fallback');
  } catch (error) {
    if (error instanceof Mistake) return error.message.split('\n');
    throw error;
  }
  throw new Error('it was accepted');
}

test('a file with comments, anchors and merge keys is read', () => {
  const project = parseProject(
    `${GOOD}
data:
  flights: &base { path: data/, run: python prepare.py, code: [prepare.py] }
  more: { <<: *base, path: more/ }
train: { run: python train.py, model: out/m, data: [flights] }
`,
    'mlops.yml',
    'fallback',
  );
  expect(project.model).toBe('flights');
  expect(project.datasets.get('more')).toEqual({
    name: 'more',
    path: 'more/',
    run: 'python prepare.py',
    code: ['prepare.py'],
  });
  expect(project.section('train').get('run')).toMatchObject({
    where: 'mlops.yml:8:15',
    at: { file: 'mlops.yml', line: 8, column: 15 },
    said: { value: 'python train.py' },
  });
});

test('all mistakes are reported together, each with its line and column', () => {
  expect(mistakes(`schema: 2\nmodel: My_Model\ntrain:\n  sed: 7\n  seed: seven\n`)).toEqual([
    'schema = "2" (mlops.yml:1:9): is not 1, the one version of this file that there is. Mend it there.',
    'model = "My_Model" (mlops.yml:2:8): does not match [a-z0-9][a-z0-9-]{0,62}. Mend it there.',
    'train.seed = "seven" (mlops.yml:5:9): is not a whole number. Mend it there.',
    'train.sed (mlops.yml:4:3): is no key of mlops.yml. Did you mean seed?',
  ]);
});

test('an unknown section is refused with the sections there are', () => {
  expect(mistakes('schema: 1\nfrobnicate: {}\n')).toEqual([
    'frobnicate (mlops.yml:2:1): is no key of mlops.yml. Known here: schema, model, environment, data, train, evaluate, containerize, deploy, monitor-gate.',
  ]);
});

test.each(['from', 'expect', 'fail-on'])('evaluate.%s is told to belong to the run', (key) => {
  expect(mistakes(`schema: 1\nevaluate: { ${key}: a }\n`)).toEqual([
    `evaluate.${key} (mlops.yml:2:13): is no key of mlops.yml. It is said for a run: under with: in the workflow, or as --${key}.`,
  ]);
});

test('a typo inside a dataset is found', () => {
  expect(mistakes('schema: 1\ndata:\n  flights: { pth: data/ }\n')).toContain(
    'data.flights.pth (mlops.yml:3:14): is no key of mlops.yml. Did you mean path?',
  );
});

test.each([
  [
    'columns: { id: id, lable: late }',
    'evaluate.columns.lable (mlops.yml:3:22): is nothing a column can hold. Did you mean label?',
  ],
  [
    'columns: { score: 3 }',
    'evaluate.columns.score = "3" (mlops.yml:3:21): is no name of a column. Write role=column',
  ],
  [
    'baseline: [merge-base, champoin]',
    'evaluate.baseline.1 = "champoin" (mlops.yml:3:26): is no way to a baseline. Did you mean champion?',
  ],
  ['baseline: ref', 'evaluate.baseline = "ref" (mlops.yml:3:13): is no way to a baseline.'],
  [
    'baseline-max-age: old',
    'evaluate.baseline-max-age = "old" (mlops.yml:3:21): is no length of time. Write a number',
  ],
  ['select: { by: mae, rule: first }', 'evaluate.select.rule = "first" (mlops.yml:3:28): is neither best'],
  [
    'select: { by: mae, rul: best }',
    'evaluate.select.rul (mlops.yml:3:22): is nothing a selection can have. Did you mean rule?',
  ],
  ['select: { rule: best }', 'evaluate.select.by (mlops.yml:3:11): names no measure. Write the measure'],
])('a mistake within %s is told with its line and column', (line, told) => {
  expect(mistakes(`schema: 1\nevaluate:\n  ${line}\n`)[0]).toContain(told);
});

/** What a stage calls a mistake while it works, of a file as it may be. */
function placed(
  problem: Problem,
  section: 'train' | 'evaluate',
  renamed: Readonly<Record<string, string>> = {},
) {
  const project = parseProject(
    `schema: 1
train:
  run: python train.py
  model: out/model
evaluate:
  columns: { id: id, label: late }
  slices:
    - origin
    - carier
  baseline: [champion, "artifact:mine"]
  gates: rows > 5
`,
    'mlops.yml',
    'fallback',
  );
  const said = [...project.section(section)].map(([key, one]) => [renamed[key] ?? key, one] as const);
  const found = located(problem, { section, renamed }, { line: new Map(), section: new Map(said) });
  return found.where;
}

const PROBLEM = { what: 'is wrong', remedy: 'Mend it.' };

test.each([
  ['of a column', { subject: 'columns.label', value: 'late' }, '6:29'],
  ['of a column that nobody named', { subject: 'columns.group', value: 'user' }, '6:12'],
  ['of a slice', { subject: 'slices', value: 'carier' }, '9:7'],
  ['of a way', { subject: 'baseline', value: 'mine' }, '10:24'],
  ['with its section in front', { subject: 'evaluate.columns.id', value: 'id' }, '6:18'],
])('a mistake %s that shows while a stage works is told where it was made', (_, said, place) => {
  expect(placed({ ...PROBLEM, ...said }, 'evaluate')).toBe(`mlops.yml:${place}`);
});

test('a key that is another input is found by its own name', () => {
  const problem = { ...PROBLEM, subject: 'train.model', value: 'out/model' };
  expect(placed(problem, 'train', { model: 'model-path' })).toBe('mlops.yml:4:10');
});

test.each([
  ['a dataset, which has a section of its own', { subject: 'slices.carier.path' }, undefined],
  ['a file of data', { subject: 'out/p.csv, row 3' }, undefined],
  ['what has a place already', { subject: 'slices', where: 'p.csv:1:1' }, 'p.csv:1:1'],
])('%s is left where it is', (_, said, place) => {
  expect(placed({ ...PROBLEM, ...said }, 'evaluate')).toBe(place);
});

test('each gate is known by where its metric stands, in whichever form it is written', () => {
  const gates = 'gates:\n    - roc_auc >= 0.7\n    - { at-least: 0.5, metric: f1 }\n    - roc_auc >= 0.7\n';
  const at = (line: number, column: number) => ({ file: 'mlops.yml', line, column });
  const { gatePlaces } = parseProject(`schema: 1\nevaluate:\n  ${gates}`, 'mlops.yml', 'fallback');
  expect([...gatePlaces].sort()).toEqual([
    ['f1 >= 0.5', at(5, 32)],
    ['roc_auc >= 0.7', at(4, 7)],
  ]);
  const one = parseProject('schema: 1\nevaluate:\n  gates: "  rows > 5"\n', 'mlops.yml', 'fallback');
  expect([...one.gatePlaces]).toEqual([['rows > 5', at(3, 13)]]);
});

test('an alias bomb is refused', () => {
  const levels = 'abcdefghi'.split('').map((name, index, all) => {
    const before = all[index - 1];
    return `${name}: &${name} [${before === undefined ? '1, 2, 3' : Array(9).fill(`*${before}`).join(', ')}]`;
  });
  expect(mistakes(`schema: 1\n${levels.join('\n')}\n`)[0]).toContain('alias bomb');
});

test('broken YAML is refused with its place', () => {
  expect(mistakes('schema: 1\nmodel: [a\n')[0]).toMatch(/^mlops\.yml \(mlops\.yml:\d+:\d+\): /);
  expect(mistakes('schema: 1\nschema: 1\n')[0]).toContain('keys must be unique');
});

test('an empty file says that the version is missing', () => {
  expect(mistakes('')).toEqual(['schema (mlops.yml:1:1): is missing. Add it.']);
});

test.each([
  ['My Repo', 'my-repo'],
  ['.github', 'github'],
  ['___', 'model'],
])('the repository %s gives the model name %s', (name, expected) => {
  expect(modelNameFrom(name)).toBe(expected);
});
