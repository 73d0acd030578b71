import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { type DiskFiles, diskFiles } from '../files.ts';
import { folderArtifacts } from './artifacts.ts';
import { folderCache } from './cache.ts';

let root: string;
let files: DiskFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'store-'));
  files = diskFiles(root, root);
});
afterEach(() => rmSync(root, { recursive: true }));

const artifactsOf = (run: string) => folderArtifacts(join(root, '.mlops/artifacts'), run, files);
const put = (path: string, content: string) => files.write(path, content);
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('an artifact comes back as it was published', async () => {
  await put('out/model.bin', 'weights');
  await put('out/records/a.json', '{}');
  const made = await artifactsOf('run-1').publish('mlops-flights-train', 'out');
  await put('out/model.bin', 'changed since');
  const later = artifactsOf('run-2');
  expect(await later.list()).toEqual([made]);
  await later.fetch(made, 'in');
  expect([read('in/model.bin'), read('in/records/a.json')]).toEqual(['weights', '{}']);
});

test('a name that this run has published is a mistake that says what to give', async () => {
  await put('out/a', 'a');
  const artifacts = artifactsOf('run-1');
  await artifacts.publish('mlops-flights-train', 'out');
  await expect(artifacts.publish('mlops-flights-train', 'out')).rejects.toThrow(
    'mlops-flights-train: is the name of an artifact that this run has published already. Give name:',
  );
});

test('the newest run wins, and of the runs before four are kept', async () => {
  for (let run = 1; run <= 7; run++) {
    await put('out/a', `run ${run}`);
    await artifactsOf(`2026010${run}T000000000Z-1`).publish('model', 'out');
  }
  const [newest] = await artifactsOf('x').list();
  expect(newest?.id).toBe('20260107T000000000Z-1');
  expect(readdirSync(join(root, '.mlops/artifacts/model'))).toHaveLength(5);
});

test.each([
  ['no files', 'empty', {}, 'would be an artifact without files'],
  ['a path that GitHub refuses', 'fine', { 'a:b': '' }, 'holds a file whose name cannot be published'],
  ['a name that leads out', '../x', { a: '' }, 'has a name that cannot be used'],
  ['a name that GitHub refuses', 'a?b', { a: '' }, 'has a name that cannot be used'],
])('an artifact with %s is a mistake', async (_, name, content, text) => {
  mkdirSync(join(root, 'out'));
  for (const [path, bytes] of Object.entries(content)) writeFileSync(join(root, 'out', path), bytes);
  const published = artifactsOf('run-1').publish(name, 'out');
  await expect(published).rejects.toThrow(Mistake);
  await expect(published).rejects.toThrow(text);
});

test('a publication that fails leaves nothing behind', async () => {
  await put('out/a', 'a');
  symlinkSync('/etc/hostname', join(root, 'out/odd'));
  await expect(artifactsOf('run-1').publish('model', 'out')).rejects.toThrow('leads out');
  expect(await artifactsOf('run-2').list()).toEqual([]);
});

const notices: string[] = [];
const cache = () =>
  folderCache(join(root, '.mlops/cache'), (path) => join(root, path), {
    notice: (text) => notices.push(text),
  });

test('a cache gives back folders and files to where they came from, links as links', async () => {
  await put('env/bin/tool', 'tool');
  execFileSync('chmod', ['755', join(root, 'env/bin/tool')]);
  symlinkSync('/usr/bin/python3', join(root, 'env/bin/python'));
  await put('one.txt', 'one');
  expect(await cache().save('key', ['env', 'one.txt'])).toBe('saved');
  rmSync(join(root, 'env'), { recursive: true });
  await put('env/stale', 'from another run');
  await put('one.txt', 'changed');
  expect(await cache().restore('key', ['env', 'one.txt'])).toBe(true);
  expect([read('env/bin/tool'), read('one.txt')]).toEqual(['tool', 'one']);
  expect(readlinkSync(join(root, 'env/bin/python'))).toBe('/usr/bin/python3');
  expect(readdirSync(join(root, 'env'))).toEqual(['bin']);
});

test.each([
  ['another key', 'other', ['a']],
  ['other paths under the key', 'key', ['b']],
])('%s is a miss and touches nothing', async (_, key, paths) => {
  await put('a', 'kept');
  await cache().save('key', ['a']);
  await put('a', 'newer');
  expect(await cache().restore(key, paths)).toBe(false);
  expect(read('a')).toBe('newer');
});

test('a key with any characters is kept inside the cache folder', async () => {
  await put('a', 'a');
  for (const key of ['../../escape', 'x'.repeat(500), 'a/b,c']) {
    expect(await cache().save(key, ['a'])).toBe('saved');
    expect(await cache().restore(key, ['a'])).toBe(true);
  }
  expect(readdirSync(root).sort()).toEqual(['.mlops', 'a']);
});

test('a later save replaces an entry that turned out wrong', async () => {
  await put('a', 'wrong');
  await cache().save('key', ['a']);
  await put('a', 'right');
  await cache().save('key', ['a']);
  await put('a', '');
  await cache().restore('key', ['a']);
  expect(read('a')).toBe('right');
});

test('what cannot be kept is one notice and no failure', async () => {
  expect(await cache().save('key', ['absent'])).toBe('refused');
  expect(notices.at(-1)).toContain('The cache was not written');
  expect(readdirSync(join(root, '.mlops/cache'))).toEqual([]);
});
