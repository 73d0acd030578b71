import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemClock } from '#host/clock';
import { openDisk } from '#host/disk-access';
import { inTurn, type Outcome } from './outcome.ts';

/** 5 GB: a few large files, many of the size of a shard, thousands of small ones. */
const FILES = [
  { count: 1, size: 1_000e6 },
  { count: 8, size: 250e6 },
  { count: 300, size: 5e6 },
  { count: 5000, size: 100e3 },
] as const;
const TOTAL = FILES.reduce((sum, { count, size }) => sum + count * size, 0);
const ROUNDS = 5;

/** Node's SHA-256 of so many bytes of memory, one piece over and over. */
const IN_MEMORY = `
const { createHash } = require('node:crypto');
const { workerData } = require('node:worker_threads');
const piece = Buffer.alloc(1024 * 1024, 1);
const hash = createHash('sha256');
for (let done = 0; done < workerData; done += piece.length) hash.update(piece);
hash.digest();
`;

/** Digests of a folder against hashing of memory on as many cores, and against sha256sum by xargs. */
export async function* hashing(scratch: string): AsyncGenerator<Outcome> {
  const folder = join(scratch, 'data');
  makeFiles(folder);
  const cores = availableParallelism();
  const speed = (seconds: number) => `${(TOTAL / 1e9 / seconds).toFixed(2)} GB/s`;
  // the first brings the files into the page cache
  await ofFolder(scratch);
  const [own, memory] = await inTurn(
    ROUNDS,
    () => ofFolder(scratch),
    () => inMemory(cores),
  );
  yield {
    what: `digests of 5 GB in ${FILES.reduce((sum, { count }) => sum + count, 0)} files on ${cores} cores`,
    own: { text: speed(own) },
    peer: { name: "Node's SHA-256 of memory", text: speed(memory) },
    ratio: memory / own,
    goal: 0.9,
  };
  const [again, xargs] = await inTurn(
    3,
    () => ofFolder(scratch),
    () => byXargs(folder, cores),
  );
  yield {
    what: 'the same',
    own: { text: speed(again) },
    peer: { name: `xargs -P ${cores} sha256sum`, text: speed(xargs) },
    ratio: xargs / again,
    goal: 3,
  };
}

function makeFiles(folder: string): void {
  const piece = Buffer.alloc(1024 * 1024, 7);
  for (const { count, size } of FILES) {
    for (let index = 0; index < count; index++) {
      const home = join(folder, `${size}`, `${index % 50}`);
      mkdirSync(home, { recursive: true });
      const file = openSync(join(home, `${index}.bin`), 'w');
      for (let left = size; left > 0; left -= piece.length)
        writeSync(file, piece, 0, Math.min(left, piece.length));
      closeSync(file);
    }
  }
}

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** As a stage does it, with nothing remembered. */
function ofFolder(root: string): Promise<number> {
  const log = { notice: () => {}, debug: () => {}, progress: () => ({ update: () => {}, end: () => {} }) };
  const cancelled = new AbortController().signal;
  const disk = openDisk({ root, workspace: root, log, clock: systemClock, cancelled, looking: true });
  return timed(() => disk.digests.of('data', 'read'));
}

function inMemory(cores: number): Promise<number> {
  const one = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(IN_MEMORY, { eval: true, workerData: TOTAL / cores });
      worker.once('exit', resolve);
      worker.once('error', reject);
    });
  return timed(() => Promise.all(Array.from({ length: cores }, one)));
}

function byXargs(folder: string, cores: number): Promise<number> {
  const script = `find . -type f -print0 | xargs -0 -P ${cores} -n 32 sha256sum > /dev/null`;
  return timed(() => {
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], { cwd: folder });
    if (status !== 0) throw new Error('xargs sha256sum failed');
  });
}
