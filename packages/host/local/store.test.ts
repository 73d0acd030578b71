import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { type DiskFiles, diskFiles } from '../files.ts';
import { folderArtifacts } from './artifacts.ts';
import { folderCache } from './cache.ts';
import { cacheLimit } from './limit.ts';

let root: string;
let files: DiskFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'store-'));
  files = diskFiles({ root, workspace: root });
});
afterEach(() => rmSync(root, { recursive: true }));

const artifactsOf = (run: string) =>
  folderArtifacts(join(root, '.mlops/artifacts'), run, files, (folder) => join(root, folder));
const put = (path: string, content: string) => files.write(path, content);

test('an artifact comes back as it was published', async () => {
  await put('out/model.bin', 'weights');
  await put('out/records/a.json', '{}');
  const made = await artifactsOf('run-1').publish('mlops-flights-train', 'out');
  await put('out/model.bin', 'changed since');
  const later = artifactsOf('run-2');
  expect(await later.list()).toEqual([made]);
  const opened = await later.open(made);
  expect(await files.text(join(opened, 'model.bin'))).toBe('weights');
  expect(await files.text(join(opened, 'records/a.json'))).toBe('{}');
});

test('a name that this run has published is a mistake that says what to give', async () => {
  await put('out/a', 'a');
  const artifacts = artifactsOf('run-1');
  await artifacts.publish('mlops-flights-train', 'out');
  await expect(artifacts.publish('mlops-flights-train', 'out')).rejects.toThrow(
    'mlops-flights-train: is the name of an artifact that this run has published already. Give name:',
  );
});

test('what is published again, the very same files, is there already', async () => {
  await put('out/model.bin', 'weights');
  const made = await artifactsOf('run-1').publish('model', 'out');
  const again = artifactsOf('run-2');
  expect(await again.publish('model', 'out')).toEqual(made);
  await expect(again.publish('model', 'out')).rejects.toThrow('has published already');
  await files.remove('out/model.bin');
  await put('out/model.bin', 'weights');
  expect((await artifactsOf('run-3').publish('model', 'out')).id).toBe('run-3');
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

test('what the record was is written down beside the artifact, and goes with it', async () => {
  for (let run = 1; run <= 6; run++) {
    await put('out/record.json', `{"run":${run}}\n`);
    await artifactsOf(`2026010${run}T000000000Z-1`).publish('model', 'out');
  }
  const home = '.mlops/artifacts/model';
  expect(readdirSync(join(root, home)).filter((name) => name.endsWith('.json'))).toHaveLength(5);
  const all = await artifactsOf('x').all();
  expect(all.map(({ id }) => id.slice(7, 8))).toEqual(['6', '5', '4', '3', '2']);
  // printf '{"run":6}\n' | sha256sum
  expect(all[0]?.record).toBe('418df63bf6d088ce4c61accf577701b01c919ebd5849476ce37cef15c3d1087a');
  await put(`${home}/${all[0]?.id}/record.json`, 'changed');
  await put(`${home}/${all[1]?.id}.json`, '{"record":"');
  await files.remove(`${home}/${all[2]?.id}.json`);
  const later = await artifactsOf('x').all();
  expect(later.map(({ record }) => record).slice(0, 3)).toEqual([all[0]?.record, null, undefined]);
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
const infos: string[] = [];
const log = { notice: (text: string) => notices.push(text), info: (text: string) => infos.push(text) };
const cache = (limit = 1e9) =>
  folderCache({ home: join(root, '.mlops/cache'), at: (path) => join(root, path), limit, log });
const entry = (key: string) => `.mlops/cache/${key}`;

/** An entry of so many bytes that was used so many hours ago. */
async function keep(key: string, bytes: number, hours: number): Promise<void> {
  await put(`${entry(key)}/files/a`, 'x'.repeat(bytes));
  const then = new Date(Date.now() - hours * 3_600_000);
  utimesSync(join(root, entry(key)), then, then);
}

test('an entry is there or it is not', async () => {
  await keep('one', 10, 0);
  expect(await cache().restore('any', [entry('one')])).toBe(true);
  expect(await cache().restore('any', [entry('one'), entry('two')])).toBe(false);
});

test('beyond the limit the entries that were not used for longest go, and never the one that is saved', async () => {
  await keep('old', 400, 30);
  await keep('older', 400, 40);
  await keep('recent', 400, 1);
  await keep('new', 900, 50);
  await cache(1_500).save('any', [entry('new')]);
  expect(readdirSync(join(root, '.mlops/cache')).sort()).toEqual(['new', 'recent']);
  expect(infos.at(-1)).toContain('2 entries unused for longest were removed');
});

test('what is saved beside the entries takes none of them away, be they beyond the limit', async () => {
  await keep('large', 900, 0);
  await put('.mlops/recipes/train/a.json', '{}');
  expect(await cache(500).save('any', ['.mlops/recipes/train'])).toBe('saved');
  expect(readdirSync(join(root, '.mlops/cache'))).toEqual(['large']);
});

test('a file among the entries is in nobody’s way', async () => {
  await put(entry('.DS_Store'), 'x');
  await keep('old', 400, 30);
  await keep('new', 400, 0);
  await cache(500).save('any', [entry('new')]);
  expect(notices).toEqual([]);
  expect(readdirSync(join(root, '.mlops/cache')).sort()).toEqual(['.DS_Store', 'new']);
});

test('using an entry makes it the last to go', async () => {
  await keep('old', 400, 30);
  await keep('recent', 400, 1);
  await cache().restore('any', [entry('old')]);
  await keep('new', 400, 0);
  await cache(900).save('any', [entry('new')]);
  expect(readdirSync(join(root, '.mlops/cache')).sort()).toEqual(['new', 'old']);
});

test.each([
  [undefined, 10e9],
  ['20 GB', 20e9],
  ['1.5GiB', 1.5 * 2 ** 30],
  ['500 MB', 500e6],
])('MLOPS_CACHE_SIZE=%s is %d bytes', (said, bytes) => {
  expect(cacheLimit(said)).toBe(bytes);
});

test.each([['20'], ['GB'], ['-1 GB'], ['a lot']])('MLOPS_CACHE_SIZE=%s is a mistake', (said) => {
  expect(() => cacheLimit(said)).toThrow('MLOPS_CACHE_SIZE');
});
