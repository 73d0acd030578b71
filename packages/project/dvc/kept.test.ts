import { expect, test } from 'vitest';
import { readLock, readPointer } from './kept.ts';
import type { Stage } from './stage.ts';

/** Files as dvc 3.67.1 writes them. */

test('a .dvc file of dvc add', () => {
  const source =
    'outs:\n- md5: e40d3c42c8b81e542627de373f4e7e73.dir\n  size: 8\n  nfiles: 1\n  hash: md5\n  path: raw\n';
  expect(readPointer(source, 'data/raw.dvc')).toEqual({
    file: 'data/raw.dvc',
    kept: [
      {
        path: 'data/raw',
        md5: 'e40d3c42c8b81e542627de373f4e7e73.dir',
        unixLines: false,
        file: 'data/raw.dvc',
        stage: null,
        role: 'out',
      },
    ],
    origin: null,
    settings: [],
  });
});

test('a .dvc file of dvc import says where it comes from', () => {
  const source = `md5: b2b1de7d433f60a0a5a150da1b4f46d5
frozen: true
deps:
- path: d
  repo:
    url: https://example.invalid/data
    rev_lock: 79ae5261ae99bad27b206caf0475753894918178
outs:
- md5: adf27a392e865f571e76e8db14abd14c.dir
  size: 17
  nfiles: 5
  hash: md5
  path: d
  remote: far
desc: rows
`;
  expect(readPointer(source, 'd.dvc')).toMatchObject({
    kept: [{ path: 'd' }],
    origin: 'https://example.invalid/data d',
    settings: ['desc', 'remote'],
  });
});

test('a .dvc file of DVC 2 has digests for which \\r\\n is \\n; wdir and a missing digest are told', () => {
  const source = 'wdir: ..\nouts:\n- {md5: abc0123, path: a}\n- {etag: x, path: b}\n';
  expect(readPointer(source, 'sub/a.dvc').kept).toMatchObject([
    { path: 'a', md5: 'abc0123', unixLines: true },
    { path: 'b', md5: null },
  ]);
});

test('dvc.lock has the outs and deps of each stage, relative to where it runs', () => {
  const source = `schema: '2.0'
stages:
  w:
    cmd:
    - echo one > ../s.txt
    deps:
    - path: ../d
      hash: md5
      md5: adf27a392e865f571e76e8db14abd14c.dir
      size: 17
      nfiles: 5
    params:
      params.yaml:
        a: 3
    outs:
    - path: ../s.txt
      hash: md5
      md5: 5bbf5a52328e7439ae6e719dfe712200
      size: 4
`;
  const stage: Pick<Stage, 'name' | 'folder'> = { name: 'w', folder: 'sub' };
  expect(readLock(source, 'dvc.lock', [stage])).toMatchObject([
    { path: 'd', md5: 'adf27a392e865f571e76e8db14abd14c.dir', stage: 'w', role: 'dep' },
    { path: 's.txt', md5: '5bbf5a52328e7439ae6e719dfe712200', stage: 'w', role: 'out' },
  ]);
});

test.each([
  [
    () => readLock('a: {cmd: x}\n', 'dvc.lock', []),
    'dvc.lock: schema: is not 2.0. Let DVC 1.0 or later write it anew.',
  ],
  [
    () => readPointer('cmd: x\nouts: []\n', 'old.dvc'),
    'old.dvc: is a stage of DVC before 1.0. Move it into dvc.yaml',
  ],
  [() => readPointer('outs: 3\n', 'a.dvc'), 'a.dvc: outs: '],
])('what no present DVC writes is a mistake', (read, text) => {
  expect(read).toThrow(text);
});
