import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cancelled } from '#kit/outcome';
import type { Digests } from '#kit/ports';
import { systemClock } from '../clock.ts';
import { type DiskAccess, openDisk } from '../disk-access.ts';
import { digestFiles } from './pool.ts';
import { stampOf } from './stamp.ts';
import { digestFile, newPiece } from './thread.ts';

let root: string;
const notices: string[] = [];
const seen: number[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'digests-'));
  mkdirSync(join(root, 'data/deep'), { recursive: true });
  notices.length = 0;
  seen.length = 0;
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, content: string | Uint8Array) => writeFileSync(join(root, path), content);
const log = {
  notice: (text: string) => void notices.push(text),
  debug: () => {},
  progress: () => ({ update: (done: number) => void seen.push(done), end: () => {} }),
};

/** As one run of the program would open it; disposing of it keeps what was hashed. */
function opened(cancelled = new AbortController().signal): DiskAccess {
  return openDisk({ root, workspace: root, log, clock: systemClock, cancelled });
}

async function inOneRun<T>(work: (digests: Digests) => Promise<T>): Promise<T> {
  await using disk = opened();
  return await work(disk.digests);
}

/** The same by the system's own tool. */
function bySha256sum(folder: string): Map<string, string> {
  const lines = execFileSync('bash', ['-c', 'find . -type f -printf "%P\\0" | xargs -0 sha256sum'], {
    cwd: join(root, folder),
    encoding: 'utf8',
  });
  return new Map(
    lines
      .trim()
      .split('\n')
      .map((line): [string, string] => [line.slice(66), line.slice(0, 64)]),
  );
}

async function found(folder = 'data'): Promise<Map<string, string>> {
  const digests = await inOneRun((one) => one.of(folder));
  return new Map(digests.map(({ path, sha256 }): [string, string] => [path, sha256]));
}

/** Bytes that differ from file to file. */
const bytes = (size: number, start: number) => Buffer.alloc(size, `${start} and so on;`);

test('files have the digests that sha256sum gives them, sorted by code point', async () => {
  for (const [index, name] of ['b', 'a.txt', 'deep/Z', 'é', '\u{1f600}', '\uffee', 'empty'].entries())
    put(`data/${name}`, name === 'empty' ? '' : bytes(1000 * index, index));
  const digests = await found();
  expect(digests).toEqual(bySha256sum('data'));
  expect([...digests.keys()]).toEqual(['a.txt', 'b', 'deep/Z', 'empty', 'é', '\uffee', '\u{1f600}']);
});

test('more than a thread is worth is hashed by all cores, to the same digests and in the same order', async () => {
  for (let index = 0; index < 40; index++) put(`data/${index}`, bytes(10_000 + 20_000 * index, index));
  put('data/large', bytes(3_000_000, 5));
  const digests = await found();
  expect(digests.size).toBe(41);
  expect(digests).toEqual(bySha256sum('data'));
});

test('a single file has one entry with an empty path', async () => {
  put('data/a', 'abc');
  const [only, ...more] = await inOneRun((digests) => digests.of('data/a'));
  // FIPS 180-4, "abc"
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect([only, more]).toEqual([{ path: '', size: 3, sha256 }, []]);
});

test('named files that are not there, or are folders, are left out', async () => {
  put('data/a', 'abc');
  const digests = await inOneRun((one) => one.ofFiles(['data/a', 'data/absent', 'data/deep']));
  expect(digests.map(({ path }) => path)).toEqual(['data/a']);
});

test('a file may be named by its absolute path', async () => {
  put('data/a', 'abc');
  const path = join(root, 'data/a');
  // FIPS 180-2, appendix B.1
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await inOneRun((one) => one.ofFiles([path]))).toEqual([{ path, size: 3, sha256 }]);
});

test.each([
  ['a link in it', 'data/link', '../raw', 'data'],
  ['a link to it', 'again', 'raw', 'again'],
  ['a link to the file', 'one', 'raw/a', 'one'],
])('what was changed where %s leads is found anew in the same run', async (_, link, to, path) => {
  mkdirSync(join(root, 'raw'));
  put('raw/a', 'abc');
  symlinkSync(to, join(root, link));
  await using disk = opened();
  const sha256 = async () => (await disk.digests.of(path))[0]?.sha256;
  const before = await sha256();
  await disk.files.write('raw/a', 'other');
  expect(await sha256()).not.toBe(before);
});

/** Older than a tick of the clock, so that it is remembered. */
async function settled(): Promise<void> {
  await sleep(150);
}

/** What the next run will know of the files below data/. */
const remembered = () => JSON.parse(readFileSync(join(root, '.mlops/stats/files-data.json'), 'utf8')).known;

test('a digest is remembered from run to run, by path, size, times and inode', async () => {
  put('data/a', 'one');
  await settled();
  const before = await found();
  const { size, mtimeMs, ctimeMs, ino } = statSync(join(root, 'data/a'));
  expect(remembered()).toEqual({ 'data/a': { size, mtimeMs, ctimeMs, ino, sha256: before.get('a') } });
  const marked = { size, mtimeMs, ctimeMs, ino, sha256: 'f'.repeat(64) };
  put('.mlops/stats/files-data.json', JSON.stringify({ format: 1, known: { 'data/a': marked } }));
  expect((await found()).get('a')).toBe(marked.sha256);
  const read = await inOneRun((digests) => digests.of('data', 'read'));
  expect(read[0]?.sha256).toBe(before.get('a'));
});

test.each<[string, (path: string) => void]>([
  ['another size', (path) => writeFileSync(path, 'longer than before')],
  ['the same size', (path) => writeFileSync(path, 'two')],
  [
    'the same size and times set back',
    (path) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(path, 'two');
      utimesSync(path, atime, mtime);
    },
  ],
  [
    'the same size in another file with the same times',
    (path) => {
      const { atime, mtime } = statSync(path);
      writeFileSync(`${path}.new`, 'two');
      utimesSync(`${path}.new`, atime, mtime);
      renameSync(`${path}.new`, path);
    },
  ],
  [
    'one written in place by another program, times set back',
    (path) => {
      execFileSync(
        'bash',
        [
          '-c',
          'touch -r "$1" ref; printf two | dd of="$1" conv=notrunc status=none; touch -r ref "$1"; rm ref',
          '-',
          path,
        ],
        {
          cwd: root,
        },
      );
    },
  ],
])('a changed file is read again: %s', async (_, change) => {
  put('data/a', 'one');
  put('data/b', 'other');
  await settled();
  await found();
  change(join(root, 'data/a'));
  expect(await found()).toEqual(bySha256sum('data'));
  const summary = await inOneRun((digests) => digests.summary('data', summarise));
  expect(summary.digest).toBe([...bySha256sum('data').values()].sort().join());
});

const summarise = (files: readonly { size: number; sha256: string }[]) => ({
  digest: files
    .map(({ sha256 }) => sha256)
    .sort()
    .join(),
  files: files.length,
  bytes: 0,
});

test('a file that is changed at once after it was read is not taken for what it was', async () => {
  for (let round = 0; round < 20; round++) {
    put('data/a', `round ${String(round).padStart(3, '0')}`);
    expect(await found()).toEqual(bySha256sum('data'));
  }
});

test('a summary is made once, and again when a file was changed, added or removed', async () => {
  put('data/a', 'one');
  await settled();
  const made: number[] = [];
  const ask = () =>
    inOneRun((digests) =>
      digests.summary('data', (files) => {
        made.push(files.length);
        return summarise(files);
      }),
    );
  await ask();
  await ask();
  expect(made).toEqual([1]);
  put('data/b', 'two');
  await settled();
  await ask();
  await ask();
  expect(made).toEqual([1, 2]);
  rmSync(join(root, 'data/a'));
  await ask();
  expect(made).toEqual([1, 2, 1]);
});

test.each([
  ['{"format":1,"known":{"data/a":7}}'],
  ['{"format":1,"kno'],
  ['{"format":99,"known":{}}'],
  ['[]'],
])('a memory of %s is an empty one', async (text) => {
  put('data/a', 'one');
  mkdirSync(join(root, '.mlops/stats'), { recursive: true });
  put('.mlops/stats/files-data.json', text);
  put('.mlops/stats/folders.json', text);
  expect(await found()).toEqual(bySha256sum('data'));
  const { files } = await inOneRun((digests) => digests.summary('data', summarise));
  expect(files).toBe(1);
});

test('what is remembered of files that are gone is forgotten', async () => {
  put('data/a', 'one');
  put('data/b', 'two');
  await settled();
  await found();
  rmSync(join(root, 'data/a'));
  put('data/c', 'three');
  await settled();
  await inOneRun((digests) => digests.ofFiles(['data/c']));
  expect(Object.keys(remembered()).sort()).toEqual(['data/b', 'data/c']);
});

const wanted = (path: string) => ({ path, ...stampOf(statSync(path)) });

test('a file that is written to while it is read is read again, and given up when it happens twice', () => {
  const path = join(root, 'data/a');
  writeFileSync(path, bytes(3_000_000, 1));
  let pieces = 0;
  const once = digestFile(wanted(path), newPiece(), () => {
    if (++pieces === 2) writeFileSync(path, bytes(3_000_000, 2));
  });
  expect(once).toMatchObject({ sha256: bySha256sum('data').get('a') });
  const grows = digestFile(wanted(path), newPiece(), () => writeFileSync(path, 'more', { flag: 'a' }));
  expect(grows).toEqual({ changed: true });
});

test('a file that was changed, or cut, since it was listed is read as it is now', () => {
  const path = join(root, 'data/a');
  for (const size of [3_000_000, 100, 0]) {
    writeFileSync(path, bytes(2_500_000, 1));
    const listed = wanted(path);
    writeFileSync(path, bytes(size, 2));
    expect(digestFile(listed, newPiece(), () => {})).toMatchObject({
      sha256: bySha256sum('data').get('a'),
      stamp: { size },
    });
  }
});

test('a file that is gone when its turn comes is a mistake that names it', async () => {
  put('data/a', 'one');
  const digested = await digestFiles(
    [{ path: join(root, 'data/absent'), size: 1, mtimeMs: 0, ctimeMs: 0, ino: 0 }],
    {
      cancelled: new AbortController().signal,
    },
  );
  expect(digested).toEqual([{ failed: expect.stringContaining('ENOENT'), code: 'ENOENT' }]);
});

test('names that differ only in case or accents are told once, and count as different files', async () => {
  for (const name of ['Readme', 'README', 'caf\u00e9', 'cafe\u0301']) put(`data/${name}`, name);
  await settled();
  expect((await found()).size).toBe(4);
  expect(notices).toEqual([
    expect.stringContaining('names that differ only in case or accents: README and Readme'),
  ]);
  await found();
  expect(notices).toHaveLength(1);
});

test('they are told once a run, also where files are hashed anew', async () => {
  for (const name of ['Readme', 'README']) put(`data/${name}`, name);
  await inOneRun(async (digests) => {
    await digests.of('data');
    put('data/more', 'more');
    await digests.of('data', 'read');
  });
  expect(notices).toHaveLength(1);
});

test('progress tells the bytes that were read, of threads too', async () => {
  for (let index = 0; index < 4; index++) put(`data/${index}`, Buffer.alloc(60_000_000, index));
  await inOneRun((digests) => digests.of('data'));
  expect(seen.length).toBeGreaterThan(0);
  expect(Math.max(...seen)).toBeLessThanOrEqual(240_000_000);
});

test.each([
  ['in this thread', 1],
  ['over all cores', 2],
])('cancelling ends the reading %s', async (_, threads) => {
  const files = Array.from({ length: 16 }, (_, index) => {
    put(`data/${index}`, Buffer.alloc(20_000_000, index));
    return wanted(join(root, `data/${index}`));
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 1);
  const reading = digestFiles(files, { cancelled: controller.signal, threads });
  await expect(reading).rejects.toThrow(Cancelled);
});
