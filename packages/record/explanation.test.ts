import { expect, test } from 'vitest';
import type { FileDigest } from '#kit/ports';
import { type Contents, nearest, reasons } from './explanation.ts';
import type { Recipe } from './stagekey.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const RECIPE: Recipe = {
  stage: 'train',
  name: null,
  section: { run: 'python train.py', metrics: null },
  code: A,
  environment: A,
  inputs: { 'data:flights': A },
  parameters: { lr: 0.01, layers: [1, 2], name: 'deep' },
  seed: 7,
  env: { MODE: A, UNSET: null },
  semantics: 1,
};

const file = (path: string, sha256: string): FileDigest => ({ path, size: 1, sha256 });
const many = Array.from({ length: 9 }, (_, index) => file(`new-${index}`, A));
const LISTS: Readonly<Record<string, FileDigest[]>> = {
  [A]: [file('train.py', A), file('old.py', A)],
  [B]: [file('train.py', B), file('new.py', A)],
  [C]: [file('train.py', A), file('old.py', A), ...many],
};
const PACKAGES: Readonly<Record<string, [string, string][]>> = {
  [A]: [
    ['python', '3.11.7'],
    ['numpy', '1.26.4'],
    ['six', '1.16.0'],
  ],
  [B]: [
    ['python', '3.11.9'],
    ['numpy', '2.0.0'],
    ['pandas', '2.2.0'],
  ],
  [C]: [
    ['python', '3.11.7'],
    ['numpy', '1.26.4'],
    ['six', '1.16.0'],
  ],
};
const known: Contents = {
  files: (digest) => LISTS[digest] ?? null,
  packages: (digest) => (PACKAGES[digest] === undefined ? null : new Map(PACKAGES[digest])),
};
const nothing: Contents = { files: () => null, packages: () => null };

test.each<[string, Partial<Recipe>, string[]]>([
  ['the command', { section: { ...RECIPE.section, run: 'x' } }, ['train.run "python train.py" -> "x"']],
  ['an output more', { section: { ...RECIPE.section, metrics: 'm' } }, ['train.metrics (none) -> "m"']],
  ['code', { code: B }, ['code: train.py changed, new.py added, old.py removed']],
  [
    'data',
    { inputs: { 'data:flights': B } },
    ['data:flights: train.py changed, new.py added, old.py removed'],
  ],
  [
    'many files',
    { inputs: { 'data:flights': C } },
    ['data:flights: new-0, new-1, new-2, new-3, new-4 and 4 more added'],
  ],
  ['a dataset more', { inputs: { ...RECIPE.inputs, 'data:more': B } }, ['data:more (none) -> bbbbbbbbbbbb']],
  [
    'the environment',
    { environment: B },
    [
      'environment: numpy 1.26.4 -> 2.0.0, pandas (none) -> 2.2.0, python 3.11.7 -> 3.11.9, six 1.16.0 -> (none)',
    ],
  ],
  ['other files of the same versions', { environment: C }, ['environment aaaaaaaaaaaa -> cccccccccccc']],
  ['no environment', { environment: null }, ['environment aaaaaaaaaaaa -> (none)']],
  ['a parameter', { parameters: { lr: 0.02, layers: [1, 2], name: 'deep' } }, ['parameters.lr 0.01 -> 0.02']],
  [
    'a parameter in a list, and one that is gone',
    { parameters: { lr: 0.01, layers: [1] } },
    ['parameters.layers.1 2 -> (none)', 'parameters.name "deep" -> (none)'],
  ],
  [
    'a digest among the parameters',
    { parameters: { lr: 0.01, layers: [1, 2], name: `sha256:${B}` } },
    ['parameters.name "deep" -> bbbbbbbbbbbb'],
  ],
  [
    'a parameter that is null, and was not there',
    { parameters: { lr: 0.01, layers: [1, 2], name: 'deep', more: null } },
    ['parameters.more (none) -> null'],
  ],
  [
    'a list that became a mapping',
    { parameters: { lr: 0.01, layers: { 0: 1, 1: 2 }, name: 'deep' } },
    ['parameters.layers [1,2] -> {"0":1,"1":2}'],
  ],
  ['no parameters', { parameters: null }, ['parameters {"lr":0.01,"layers":[1,2],"name":"deep"} -> (none)']],
  ['the seed', { seed: null }, ['seed 7 -> (none)']],
  ['a variable', { env: { MODE: B, UNSET: null } }, ['env.MODE has another value']],
  ['a variable that is set now', { env: { MODE: A, UNSET: B } }, ['env.UNSET (not set) -> (set)']],
  ['a variable no longer declared', { env: { MODE: A } }, ['env.UNSET (not set) -> (not declared)']],
  [
    'another version of the action',
    { semantics: 2 },
    ['this version of train may give another result (semantics 1 -> 2)'],
  ],
  ['nothing', {}, []],
])('%s is told in its own words', (_, change, expected) => {
  expect(reasons(RECIPE, { ...RECIPE, ...change }, known).map(({ text }) => text)).toEqual(expected);
});

test('where the lists are not known, the digests are told', () => {
  const after = { ...RECIPE, code: B, environment: B, inputs: { 'data:flights': C } };
  expect(reasons(RECIPE, after, nothing)).toEqual([
    { part: 'code', text: 'code aaaaaaaaaaaa -> bbbbbbbbbbbb' },
    { part: 'data:flights', text: 'data:flights aaaaaaaaaaaa -> cccccccccccc' },
    { part: 'environment', text: 'environment aaaaaaaaaaaa -> bbbbbbbbbbbb' },
  ]);
});

test('of earlier recipes the one that differs least is found, of equals the last', () => {
  const far = { recipe: { ...RECIPE, seed: 1, code: B }, id: 'far' };
  const near = { recipe: { ...RECIPE, seed: 2 }, id: 'near' };
  const later = { recipe: { ...RECIPE, seed: 3 }, id: 'later' };
  expect(nearest([near, far], RECIPE, known)?.found.id).toBe('near');
  expect(nearest([near, later, far], RECIPE, known)?.found.id).toBe('later');
  expect(nearest([], RECIPE, known)).toBeNull();
});
