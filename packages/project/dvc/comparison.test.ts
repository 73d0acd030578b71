import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import { compare } from './comparison.ts';
import type { Kept } from './kept.ts';

const SETTINGS = { home: '.dvc', cache: '.dvc/cache', style: { no: false, append: false } };

function kept(path: string, md5: string | null, more: Partial<Kept> = {}): Kept {
  return { path, md5, unixLines: false, file: `${path}.dvc`, stage: null, role: 'out', ...more };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('each path is compared once a digest, with what to do where it does not match', async () => {
  const [a, b, c] = [md5('a'), md5('b'), md5('c')];
  using workspace = new Workspace().write({
    same: 'a',
    other: 'b',
    made: 'c',
    [`.dvc/cache/files/md5/${b.slice(0, 2)}/${b.slice(2)}`]: 'b',
    [`.dvc/cache/${c.slice(0, 2)}/${c.slice(2)}`]: 'c',
  });
  symlinkSync('/etc', join(workspace.path, 'linked'));
  const lines = [
    kept('same', a),
    kept('same', a, { file: 'dvc.lock', stage: 'train', role: 'dep' }),
    kept('other', a),
    kept('made', a, { file: 'dvc.lock', stage: 'make' }),
    kept('read', a, { file: 'dvc.lock', stage: 'make', role: 'dep' }),
    kept('it s gone', a),
    kept('cached', b),
    kept('cached by 2', c),
    kept('cloud', null),
    kept('s3://bucket/x', a),
  ];
  const found = await compare(
    lines,
    SETTINGS,
    diskFiles({ root: workspace.path, workspace: workspace.path }),
    () => {},
  );
  expect(found.map(({ path, state, by, remedy }) => [path, state, by.join(), remedy])).toEqual([
    ['cached', 'not here', 'cached.dvc', 'dvc checkout cached'],
    ['cached by 2', 'not here', 'cached by 2.dvc', "dvc checkout 'cached by 2'"],
    ['cloud', 'not checked', 'cloud.dvc', 'DVC has no MD5 of it'],
    ['it s gone', 'not here', 'it s gone.dvc', "dvc pull 'it s gone'"],
    ['made', 'differs', 'make', 'dvc repro makes it anew, dvc checkout made brings back the other'],
    [
      'other',
      'differs',
      'other.dvc',
      'dvc add other keeps what is here, dvc checkout other brings back the other',
    ],
    ['read', 'not here', 'make', 'git has it, or a person: DVC only read it'],
    ['s3://bucket/x', 'not checked', 's3://bucket/x.dvc', 'it lies outside of the project'],
    ['same', 'matches', 'same.dvc,train', null],
  ]);
  expect(found.find(({ path }) => path === 'other')).toMatchObject({ expected: a, found: b });
});

test('a folder that cannot be read whole is not checked, and says why', async () => {
  using workspace = new Workspace().write({ 'd/a': 'a' });
  symlinkSync('/etc/passwd', join(workspace.path, 'd/out'));
  const [line] = await compare(
    [kept('d', 'x.dir')],
    SETTINGS,
    diskFiles({ root: workspace.path, workspace: workspace.path }),
    () => {},
  );
  expect(line).toMatchObject({
    state: 'not checked',
    remedy: 'd/out is a link that leads out of the folder',
  });
});
