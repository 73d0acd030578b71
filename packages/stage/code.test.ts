import { expect, test } from 'vitest';
import type { FileDigest, LinkedFolder } from '#kit/ports';
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

/** A project in which all but `gone` is there, `more` as well, and what `links` names is a link to a folder. */
function project(
  gone: readonly string[],
  links: Readonly<Record<string, LinkedFolder>> = {},
  more: readonly string[] = [],
) {
  const ofFiles = async (paths: readonly string[]) =>
    paths
      .filter((path) => !gone.includes(path) && !(path in links))
      .map((path): FileDigest => ({ path, size: 1, sha256: 'a' }));
  const versioned = async () => [
    ...PATHS,
    ...more,
    ...Object.keys(links).filter((path) => !path.includes('shared/')),
  ];
  const linked = async (path: string) => links[path] ?? null;
  return { files: { versioned, linked }, digests: { ofFiles } } as unknown as Parameters<typeof codeOf>[0];
}

test.each([
  [['trian.py'], []],
  [['train.py', 'lib/*.py'], []],
  [['train.py'], ['train.py']],
])('globs %j without a file that is there are a mistake', async (globs, gone) => {
  await expect(codeOf(project(gone), globs, [])).rejects.toThrow('matches no file');
});

test('code with a name that is not UTF-8 is a mistake that names it, and no matter among what is no code', async () => {
  const named = project(['src/caf\ufffd.py'], {}, ['src/caf\ufffd.py', 'src/right\ufffd.py']);
  await expect(codeOf(named, ['src/'], [])).rejects.toThrow('src/caf\ufffd.py: has a name that is not UTF-8');
  const { files } = await codeOf(named, ['train.py', 'src/right*'], []);
  expect(files.map(({ path }) => path)).toEqual(['train.py', 'src/right\ufffd.py']);
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

const LINKED = {
  shared: { target: 'shared', files: ['lib.py', 'more/deep.py', 'notes.md', 'inner'] },
  'shared/inner': { target: 'inner', files: ['x.py'] },
  venv: { target: 'env', files: ['a.py'] },
};
const BEHIND = ['shared/lib.py', 'shared/more/deep.py', 'shared/inner/x.py'];

test.each<[string, string[], string[], string[]]>([
  ['no glob at all', [], [...CODE, ...BEHIND], ['shared', 'shared/inner']],
  ['the name of the link', ['shared'], BEHIND, ['shared', 'shared/inner']],
  ['a glob below the link', ['shared/*.py'], ['shared/lib.py'], ['shared']],
  ['a file behind it', ['shared/more/deep.py'], ['shared/more/deep.py'], ['shared']],
  [
    'names at any depth',
    ['**/*.py'],
    ['train.py', 'src/a.py', 'src/deep/b.py', 'odd[1].py', ...BEHIND],
    ['shared', 'shared/inner'],
  ],
  ['a glob of something else', ['src/*.py'], ['src/a.py'], []],
])('behind a link to a folder %s chooses', async (_, globs, expected, followed) => {
  const code = await codeOf(project([], LINKED), globs, ['data', 'out']);
  expect(code.files.map(({ path }) => path).sort()).toEqual(expected.toSorted());
  expect(Object.keys(code.links)).toEqual(followed);
});

test('a glob that names the link and nothing below it matches no file, as with a folder', async () => {
  await expect(codeOf(project([], LINKED), ['sh*'], [])).rejects.toThrow('matches no file');
});

test('links in a circle are a mistake', async () => {
  const links = {
    shared: { target: 'a', files: ['to'] },
    'shared/to': { target: 'b', files: ['back'] },
    'shared/to/back': { target: 'a', files: ['to'] },
  };
  await expect(codeOf(project([], links), [], [])).rejects.toThrow(
    'code = "shared/to/back": is a link in a circle',
  );
});
