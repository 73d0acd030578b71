import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { type DiskFiles, diskFiles } from './files.ts';

/** base/outside.txt beside base/checkout (the workspace) with base/checkout/project (the root) in it. */
let base: string;
let workspace: string;
let root: string;
let files: DiskFiles;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'files-'));
  workspace = join(base, 'checkout');
  root = join(workspace, 'project');
  mkdirSync(join(root, 'data'), { recursive: true });
  writeFileSync(join(base, 'outside.txt'), 'secret');
  files = diskFiles({ root, workspace, temporaryRoot: join(base, 'temp') });
});
afterEach(() => rmSync(base, { recursive: true }));

const put = (path: string, content = path) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};
/** What lies in the project folder beside our state. */
const shown = () =>
  readdirSync(root)
    .filter((name) => name !== '.mlops')
    .sort();
const drafts = () => readdirSync(join(root, '.mlops/tmp'));
const paths = async (folder = 'data') => (await files.list(folder)).map(({ path }) => path);

test.each([
  ['data/a.csv'],
  ['./data/../data/a.csv'],
  ['../shared/a.csv'],
  ['not/there/yet.bin'],
  ['..data/a.csv'],
  ['.'],
])('%s stays in the workspace', async (path) => {
  expect(await files.resolve(path, 'model')).toBe(join(root, path));
});

test('an absolute path inside the workspace is taken', async () => {
  expect(await files.resolve(join(root, 'data'), 'data')).toBe(join(root, 'data'));
});

test.each([
  ['../../outside.txt', 'leads out of the workspace'],
  ['..', null],
  ['../..', 'leads out of the workspace'],
  ['data/../../../outside.txt', 'leads out of the workspace'],
  ['/etc/passwd', 'leads out of the workspace'],
  ['link.txt', 'leads out of the workspace by a link'],
  ['linked/outside.txt', 'leads out of the workspace by a link'],
  ['linked/new/file.bin', 'leads out of the workspace by a link'],
  ['circle/file', 'cannot be followed'],
  ['a\0b', 'holds a NUL character'],
])('%j is refused where it leads out', async (path, text) => {
  symlinkSync(join(base, 'outside.txt'), join(root, 'link.txt'));
  symlinkSync(base, join(root, 'linked'));
  symlinkSync(join(root, 'circle'), join(root, 'circle'));
  const resolved = files.resolve(path, 'model-path');
  if (text === null) return expect(await resolved).toBe(workspace);
  await expect(resolved).rejects.toThrow(Mistake);
  await expect(resolved).rejects.toThrow(`model-path = ${JSON.stringify(path)}: ${text}`);
});

test('a workspace that is itself reached by a link is no way out', async () => {
  symlinkSync(workspace, join(base, 'alias'));
  const aliased = diskFiles({ root: join(base, 'alias/project'), workspace: join(base, 'alias') });
  expect(await aliased.resolve('data', 'data')).toBe(join(base, 'alias/project/data'));
  expect(await aliased.resolve(join(root, 'data'), 'data')).toBe(join(root, 'data'));
});

test('a listing is every file below, in the order of code points', async () => {
  for (const name of ['b', 'a/z', 'a.txt', 'Z', 'é', '\u{1f600}', '\uffee']) put(`data/${name}`);
  // RFC 3629: the order of UTF-8 bytes is that of code points, so U+1F600 comes after U+FFEE
  expect(await paths()).toEqual(['Z', 'a.txt', 'a/z', 'b', 'é', '\uffee', '\u{1f600}']);
});

test('a listing says size, times and inode, which tell a change', async () => {
  put('data/a', '12345');
  const { mtimeMs, ctimeMs, ino } = statSync(join(root, 'data/a'));
  expect(await files.list('data')).toEqual([{ path: 'a', size: 5, mtimeMs, ctimeMs, ino }]);
});

test('links to a file or folder of the workspace count as what they lead to', async () => {
  mkdirSync(join(workspace, 'shared'));
  writeFileSync(join(workspace, 'shared/x.csv'), '123');
  symlinkSync('../../shared/x.csv', join(root, 'data/x.csv'));
  symlinkSync('../../shared', join(root, 'data/all'));
  expect((await files.list('data')).map(({ path, size }) => [path, size])).toEqual([
    ['all/x.csv', 3],
    ['x.csv', 3],
  ]);
});

test.each<[string, (at: string) => void, string]>([
  [
    'a link out of the workspace',
    (at) => symlinkSync(join(base, 'outside.txt'), at),
    'is a link that leads out of the folder',
  ],
  ['a link to nothing', (at) => symlinkSync('absent', at), 'is a link to nothing or in a circle'],
  ['a link to itself', (at) => symlinkSync('odd', at), 'is a link to nothing or in a circle'],
  ['a link to the folder that holds it', (at) => symlinkSync('.', at), 'is a link to a folder that holds it'],
  ['a pipe', (at) => execFileSync('mkfifo', [at]), 'is neither a file nor a folder'],
  ['a link to a device', (at) => symlinkSync('/dev/null', at), 'is a link that leads out of the folder'],
])('a folder with %s is a mistake that names it', async (_, make, text) => {
  make(join(root, 'data/odd'));
  await expect(files.list('data')).rejects.toThrow(`data/odd: ${text}`);
});

test('a name that is not UTF-8 is a mistake that shows it', async () => {
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'data/')), Buffer.from([0x66, 0xfc, 0x72])]), '');
  await expect(files.list('data')).rejects.toThrow('data/für: has a name that is not UTF-8');
});

test('what is passed by is not looked at, be it odd', async () => {
  put('data/a', 'a');
  mkdirSync(join(root, 'data/env/bin'), { recursive: true });
  symlinkSync('/usr/bin/env', join(root, 'data/env/bin/python'));
  await expect(files.list('data')).rejects.toThrow('leads out');
  const found = await files.list('data', (path) => path === 'env');
  expect(found.map(({ path }) => path)).toEqual(['a']);
});

test('a listing of what is not there is a mistake', async () => {
  await expect(files.list('absent')).rejects.toThrow('is not there');
});

test('a write makes the folders above, replaces what was there and leaves nothing beside it', async () => {
  await files.write('out/deep/model.bin', 'one');
  await files.write('out/deep/model.bin', new Uint8Array([116, 119, 111]));
  expect(await files.text('out/deep/model.bin')).toBe('two');
  expect(readdirSync(join(root, 'out/deep'))).toEqual(['model.bin']);
});

test('what is written or copied again with the same bytes stays as it is', async () => {
  put('out/file', 'kept');
  put('from', 'kept');
  const before = statSync(join(root, 'out/file'), { bigint: true });
  await files.write('out/file', 'kept');
  await files.copy('from', 'out/file');
  const { ino, mtimeNs, ctimeNs } = statSync(join(root, 'out/file'), { bigint: true });
  expect([ino, mtimeNs, ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  await files.write('out/file', 'other');
  expect(await files.text('out/file')).toBe('other');
});

test('a copy takes the permissions along, also where the same bytes are there', async () => {
  put('from', 'kept');
  put('out/file', 'kept');
  chmodSync(join(root, 'from'), 0o755);
  await files.copy('from', 'out/file');
  expect(statSync(join(root, 'out/file')).mode & 0o777).toBe(0o755);
});

test('a file with a second name is replaced by a copy of its own, whatever its bytes', async () => {
  put('cache/model', 'weights');
  await files.link('cache/model', 'out/model');
  await files.copy('cache/model', 'out/model');
  expect(statSync(join(root, 'out/model')).ino).not.toBe(statSync(join(root, 'cache/model')).ino);
});

test('a write that fails leaves what was there', async () => {
  put('out/file', 'kept');
  await expect(files.write('out/file/below', 'x')).rejects.toThrow(Mistake);
  expect(await files.text('out/file')).toBe('kept');
});

test('a part of a file is read from an offset to before another', async () => {
  put('data/a', '0123456789');
  const read = async (from: number, to: number) =>
    Buffer.concat(await Array.fromAsync(files.stream('data/a', { from, to }))).toString();
  expect([await read(0, 4), await read(4, 10), await read(8, 99), await read(3, 3)]).toEqual([
    '0123',
    '456789',
    '89',
    '',
  ]);
});

test('pieces are appended as they come; what came before its source failed stays', async () => {
  const pieces = async function* (...texts: string[]) {
    for (const text of texts) {
      if (text === '') throw new Error('the line went dead');
      yield Buffer.from(text);
    }
  };
  await files.append('deep/draft', pieces('one ', 'two '));
  await expect(files.append('deep/draft', pieces('three', ''))).rejects.toThrow('the line went dead');
  expect(await files.text('deep/draft')).toBe('one two three');
});

test.runIf(existsSync('/dev/full'))('a disk that is full while pieces come is a mistake', async () => {
  const pieces = async function* () {
    yield Buffer.from('one');
  };
  await expect(files.append('/dev/full', pieces())).rejects.toThrow(
    '/dev/full: cannot be written: the disk is full. Make room, or use a machine with a larger disk.',
  );
});

test('a write never takes the place of a folder', async () => {
  put('data/a', 'kept');
  await expect(files.write('data', 'x')).rejects.toThrow('data: is a folder, not a file');
  expect(await paths()).toEqual(['a']);
  expect(shown()).toEqual(['data']);
});

test('many writers of one file leave one whole version', async () => {
  const versions = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(versions.map((version) => files.write('out/file', version)));
  expect(versions).toContain(await files.text('out/file'));
  expect(readdirSync(join(root, 'out'))).toEqual(['file']);
});

test.each([
  ['absent.json', 'is not there'],
  ['data', 'is a folder, not a file'],
])('reading %s is a mistake that says why', async (path, text) => {
  await expect(files.text(path)).rejects.toThrow(`${path}: ${text}`);
  await expect(files.bytes(path)).rejects.toThrow(Mistake);
  await expect(Array.fromAsync(files.stream(path))).rejects.toThrow(`${path}: ${text}`);
});

test('text that is not UTF-8 is a mistake; a byte order mark is left out', async () => {
  writeFileSync(join(root, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72]));
  put('bom.txt', '\ufeffa');
  await expect(files.text('latin.txt')).rejects.toThrow('latin.txt: is not UTF-8 text');
  expect(await files.text('bom.txt')).toBe('a');
});

test('a copy of a folder is its files, links turned into what they lead to, modes kept', async () => {
  put('data/a', 'a');
  put('data/deep/run.sh', 'x');
  execFileSync('chmod', ['755', join(root, 'data/deep/run.sh')]);
  symlinkSync('a', join(root, 'data/b'));
  put('copy/old', 'gone');
  await files.copy('data', 'copy');
  expect(await paths('copy')).toEqual(['a', 'b', 'deep/run.sh']);
  expect(statSync(join(root, 'copy/deep/run.sh')).mode & 0o777).toBe(0o755);
  expect(execFileSync('find', [join(root, 'copy'), '-type', 'l'], { encoding: 'utf8' })).toBe('');
});

test('a copy that fails leaves what was there', async () => {
  put('copy/kept', 'kept');
  symlinkSync(join(base, 'outside.txt'), join(root, 'data/odd'));
  await expect(files.copy('data', 'copy')).rejects.toThrow(Mistake);
  await expect(files.copy('absent', 'copy')).rejects.toThrow('is not there');
  expect(await paths('copy')).toEqual(['kept']);
  expect(shown()).toEqual(['copy', 'data']);
});

test('no draft is left by a copy, a link, a move or a failure', async () => {
  put('data/a');
  await files.copy('data', 'copy');
  await files.link('data', 'copy');
  await files.move('copy', 'moved');
  symlinkSync(join(base, 'outside.txt'), join(root, 'data/odd'));
  await expect(files.copy('data', 'moved')).rejects.toThrow(Mistake);
  expect([shown(), drafts(), await paths('moved')]).toEqual([['data', 'moved'], [], ['a']]);
});

test('a link is the same file under a second name', async () => {
  put('data/a', 'a');
  await files.link('data', 'linked');
  expect(statSync(join(root, 'linked/a')).ino).toBe(statSync(join(root, 'data/a')).ino);
});

test('a move takes the place of a folder that holds something', async () => {
  put('new/a');
  put('old/b');
  await files.move('new', 'old');
  expect([await paths('old'), shown()]).toEqual([['a'], ['data', 'old']]);
});

test('a place said in any way is the same place below the project folder', async () => {
  const ways = ['data/a', './data/../data/a', join(root, 'data/a'), '../project/data/a'];
  for (const way of ways) expect(await files.within(way, 'data')).toBe('data/a');
  expect(await files.within('../shared', 'data')).toBe('../shared');
  await expect(files.within('../../outside.txt', 'data')).rejects.toThrow('leads out of the workspace');
});

test('a folder is not copied into itself', async () => {
  await expect(files.copy('data', 'data/copy')).rejects.toThrow(Mistake);
});

test('what is there is told apart', async () => {
  put('data/a');
  expect([await files.exists('data'), await files.exists('data/a'), await files.exists('data/b')]).toEqual([
    'folder',
    'file',
    null,
  ]);
});

test('temporary folders lie outside the checkout and are gone at the end', async () => {
  const folder = await files.temporary('x');
  expect(folder.startsWith(join(base, 'temp'))).toBe(true);
  writeFileSync(join(folder, 'a'), '');
  await files[Symbol.asyncDispose]();
  expect(existsSync(folder)).toBe(false);
});

test('free bytes are those of the disk, also for a path that is not there yet', async () => {
  const [, available = ''] = execFileSync('df', ['--output=avail', '-B1', root], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const free = await files.free('not/there');
  expect(Math.abs(free - Number(available))).toBeLessThan(1e9);
});
