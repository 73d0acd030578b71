import { expect, test } from 'vitest';
import { Workspace } from '#harness/workspace';
import { diskFiles } from '#host/files';
import { md5OfFile, md5OfFolder } from './checksum.ts';

/** Digests by dvc_data 3.18.3: hashfile.hash.file_md5, hashfile.build.build, and `dvc add`. */
const BYTES: Readonly<Record<string, Uint8Array>> = {
  'd/b.txt': Buffer.from('one\r\ntwo\r\n'),
  'd/sub/a.bin': Uint8Array.of(0, 13, 10, 255),
  'd/é😀 \x7f".txt': Buffer.from('x\n'),
  'd/Z': new Uint8Array(),
  'd/～': Buffer.from('1'),
  nontext: Buffer.concat([
    Uint8Array.from({ length: 254 }, (_, at) => 128 + (at % 127)),
    Buffer.from('\r\n'),
  ]),
  mixed: Buffer.from('café\r\n'.repeat(100)),
};

test.each([
  ['d/b.txt', '4e03dd5f05f68ca4f8941fd80c63e0b2', '2094b601daac3d68f5aed51d3c20f7cd'],
  ['d/sub/a.bin', '80eab51f8f50d35fe66bcf8f688ffedf', '80eab51f8f50d35fe66bcf8f688ffedf'],
  ['nontext', 'f8bf77602a9f95d8bed75dc519d1834e', 'f8bf77602a9f95d8bed75dc519d1834e'],
  ['mixed', 'ec7d44142f9b543caa31278be9cfe882', 'cbb51e4d8e47f0ae0dde43938614ccfb'],
  ['d', 'adf27a392e865f571e76e8db14abd14c.dir', '0a7925d786a483c439c6f0366a0f1f53.dir'],
])("%s has DVC's MD5, and that of DVC 2", async (path, now, before) => {
  using workspace = new Workspace().write(BYTES);
  const source = { files: diskFiles({ root: workspace.path, workspace: workspace.path }), read: () => {} };
  const digest = path === 'd' ? md5OfFolder : md5OfFile;
  expect(await digest(path, false, source)).toBe(now);
  expect(await digest(path, true, source)).toBe(before);
});
