import { expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
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
  expect(project.section('train').get('run')).toEqual({
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

test('each gate is known by its line, in whichever form it is written', () => {
  const gates = 'gates:\n    - roc_auc >= 0.7\n    - { metric: f1, at-least: 0.5 }\n    - roc_auc >= 0.7\n';
  const { gateLines } = parseProject(`schema: 1\nevaluate:\n  ${gates}`, 'mlops.yml', 'fallback');
  expect([...gateLines].sort()).toEqual([
    ['f1 >= 0.5', 5],
    ['roc_auc >= 0.7', 4],
  ]);
  const one = parseProject('schema: 1\nevaluate:\n  gates: rows > 5\n', 'mlops.yml', 'fallback');
  expect([...one.gateLines]).toEqual([['rows > 5', 3]]);
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
