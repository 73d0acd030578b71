import { expect, test } from 'vitest';
import type { FileDigest } from '#kit/ports';
import { chosen, codeOf, notNamed } from './code.ts';

const PATHS = [
  'train.py',
  'src/a.py',
  'src/deep/b.py',
  'src/.hidden',
  'odd[1].py',
  'README.md',
  'docs/x.md',
  'data/rows.csv',
  'out/model.bin',
  '.github/workflows/x.yml',
  '.mlops/last/x',
  'env/.venv/lib/x.py',
  'src/__pycache__/a.pyc',
];
const CODE = ['train.py', 'src/a.py', 'src/deep/b.py', 'src/.hidden', 'odd[1].py'];

test.each<[string, string[], string[], string[]]>([
  ['everything but documentation, state and environments', [], ['data/', 'out/model.bin'], CODE],
  ['a file', ['train.py'], [], ['train.py']],
  ['a folder', ['src/'], [], ['src/a.py', 'src/deep/b.py', 'src/.hidden']],
  ['a folder without its slash', ['./src'], [], ['src/a.py', 'src/deep/b.py', 'src/.hidden']],
  ['names in one folder', ['src/*.py'], [], ['src/a.py']],
  ['names at any depth', ['**/*.py'], [], ['train.py', 'src/a.py', 'src/deep/b.py', 'odd[1].py']],
  ['one of several', ['{train,src/a}.py'], [], ['train.py', 'src/a.py']],
  ['less what is apart, taken by its letters', ['*.py'], ['odd[1].py'], ['train.py']],
  ['less a folder that is apart', ['src/'], ['src/deep'], ['src/a.py', 'src/.hidden']],
])('code is %s', (_, globs, apart, expected) => {
  expect(chosen(PATHS, globs, apart)).toEqual(expected);
});

/** A project in which all but `gone` is there. */
function project(gone: readonly string[]) {
  const ofFiles = async (paths: readonly string[]) =>
    paths.filter((path) => !gone.includes(path)).map((path): FileDigest => ({ path, size: 1, sha256: 'a' }));
  return { files: { versioned: async () => PATHS }, digests: { ofFiles } } as unknown as Parameters<
    typeof codeOf
  >[0];
}

test.each([
  [['trian.py'], []],
  [['train.py', 'lib/*.py'], []],
  [['train.py'], ['train.py']],
])('globs %j without a file that is there are a mistake', async (globs, gone) => {
  await expect(codeOf(project(gone), globs, [])).rejects.toThrow('matches no file');
});

test('a glob that names what is declared apart is none', async () => {
  const { files } = await codeOf(project([]), ['train.py', 'data/rows.csv'], ['data/']);
  expect(files.map(({ path }) => path)).toEqual(['train.py']);
});

test.each([
  [['params.yml'], ['data', 'out/m.bin']],
  [['./data/'], ['params.yml', 'out/m.bin']],
  [['data/rows.csv'], ['params.yml', 'out/m.bin']],
  [
    ['data.csv', '*.yml', 'out/'],
    ['data', 'params.yml', 'out/m.bin'],
  ],
  [[], ['data', 'params.yml', 'out/m.bin']],
])('of what is declared the globs %j leave %j apart', (globs, left) => {
  expect(notNamed(['data', 'params.yml', 'out/m.bin'], globs)).toEqual(left);
});
