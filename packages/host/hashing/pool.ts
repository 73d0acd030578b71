import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Cancelled } from '#kit/outcome';
import type { Digested, Order } from './order.ts';
import { attemptedDigest, newPiece } from './thread.ts';

/** Below this, starting threads costs more than they save. */
const WORTH_THREADS = 16e6;
const PROGRESS_MS = 200;

export interface Wanted {
  /** absolute */
  readonly path: string;
  readonly size: number;
}

export interface PoolOptions {
  readonly cancelled: AbortSignal;
  readonly threads?: number;
  /** bytes read so far */
  readonly seen?: (bytes: number) => void;
}

/**
 * SHA-256 of files, in the order given: a thread a core, the largest file first so that no thread is left with it
 * at the end. A single file cannot be divided: SHA-256 goes through it from front to back.
 *
 * @throws Cancelled
 */
export async function digestFiles(
  files: readonly Wanted[],
  options: PoolOptions,
): Promise<readonly Digested[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const threads = Math.min(options.threads ?? availableParallelism(), files.length);
  if (total < WORTH_THREADS || threads < 2) return here(files, options);
  const order = files.map((file, index) => ({ ...file, index })).sort((one, other) => other.size - one.size);
  const found = await shared(
    order.map(({ path }) => path),
    threads,
    options,
  );
  const sorted = new Array<Digested>(files.length);
  for (const [place, digested] of found) sorted[order[place]?.index ?? 0] = digested;
  return sorted;
}

/** In this thread, with a breath now and then for signals and progress. */
async function here(files: readonly Wanted[], { cancelled, seen }: PoolOptions): Promise<Digested[]> {
  const piece = newPiece();
  const found: Digested[] = [];
  let [bytes, rest] = [0, 0];
  for (const { path } of files) {
    found.push(
      attemptedDigest(path, piece, (amount) => {
        bytes += amount;
        rest += amount;
      }),
    );
    if (rest < WORTH_THREADS) continue;
    rest = 0;
    seen?.(bytes);
    await breath();
    if (cancelled.aborted) throw new Cancelled('the digests were cancelled');
  }
  seen?.(bytes);
  return found;
}

/** A file of its own, beside this one: `thread.ts` from source, `thread.js` in the bundle. */
const THREAD = new URL(`thread${extname(import.meta.url)}`, import.meta.url);

async function shared(
  paths: readonly string[],
  threads: number,
  { cancelled, seen }: PoolOptions,
): Promise<[number, Digested][]> {
  const order: Order = {
    paths,
    next: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new BigInt64Array(new SharedArrayBuffer(8)),
    stop: new Int32Array(new SharedArrayBuffer(4)),
  };
  const stop = () => Atomics.store(order.stop, 0, 1);
  cancelled.addEventListener('abort', stop);
  const timer = setInterval(() => seen?.(Number(Atomics.load(order.bytes, 0))), PROGRESS_MS);
  try {
    const found = await Promise.all(Array.from({ length: threads }, () => oneThread(order)));
    if (cancelled.aborted) throw new Cancelled('the digests were cancelled');
    seen?.(Number(Atomics.load(order.bytes, 0)));
    return found.flat();
  } finally {
    clearInterval(timer);
    cancelled.removeEventListener('abort', stop);
  }
}

function oneThread(order: Order): Promise<[number, Digested][]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: { hashing: order }, execArgv: [], env: {} });
    let found: [number, Digested][] | null = null;
    thread.on('message', (message: [number, Digested][]) => {
      found = message;
    });
    thread.on('error', reject);
    thread.on('exit', (code) =>
      found === null ? reject(new Error(`a hashing thread ended with ${code}`)) : resolve(found),
    );
  });
}
