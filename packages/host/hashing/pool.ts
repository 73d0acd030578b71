import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Cancelled } from '#kit/outcome';
import { asNodeSets } from '../startflags.ts';
import { type Digested, type Failure, newOrder, type Order, outcomeAt, type Wanted } from './order.ts';
import { newPiece, takeFiles } from './thread.ts';

/** Below this, starting threads costs more than they save. */
const WORTH_THREADS = 16e6;
/** How long this thread reads before it looks at signals and progress. */
const STRETCH_MS = 20;

export interface PoolOptions {
  readonly cancelled: AbortSignal;
  readonly threads?: number;
  /** bytes read so far */
  readonly seen?: (bytes: number) => void;
}

/**
 * SHA-256 of files, in the order given: a thread a core, this one among them, the largest file first so that no
 * thread is left with it at the end. A single file cannot be divided: SHA-256 goes through it from front to back.
 *
 * @throws Cancelled
 */
export async function digestFiles(
  files: readonly Wanted[],
  options: PoolOptions,
): Promise<readonly Digested[]> {
  if (files.length === 0) return [];
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const cores = Math.min(options.threads ?? availableParallelism(), files.length);
  const places = [...files.keys()].sort((one, other) => (files[other]?.size ?? 0) - (files[one]?.size ?? 0));
  const order = newOrder(places.flatMap((place) => files[place] ?? []));
  const read = (threads: number) => together(order, threads, options);
  const failures = total < WORTH_THREADS || cores === 1 ? await read(1) : await asNodeSets(() => read(cores));
  const byIndex = new Map(failures.map((failure) => [failure[0], failure]));
  const digested = new Array<Digested>(files.length);
  for (const [index, place] of places.entries()) digested[place] = outcomeAt(order, index, byIndex);
  return digested;
}

async function together(
  order: Order,
  cores: number,
  { cancelled, seen }: PoolOptions,
): Promise<readonly Failure[]> {
  const stop = () => Atomics.store(order.stop, 0, 1);
  cancelled.addEventListener('abort', stop);
  try {
    const tell = () => seen?.(Number(Atomics.load(order.bytes, 0)));
    // at once: a thread that fails while this one reads is heard
    const threads = Array.from({ length: cores - 1 }, () => oneThread(order));
    const found = (await Promise.all([here(order, tell), ...threads])).flat();
    seen?.(Number(Atomics.load(order.bytes, 0)));
    if (cancelled.aborted) throw new Cancelled('the digests were cancelled');
    return found;
  } finally {
    stop();
    cancelled.removeEventListener('abort', stop);
  }
}

/** This thread's share, with a breath now and then. */
async function here(order: Order, tell: () => void): Promise<Failure[]> {
  const [failures, piece, paths]: [Failure[], Buffer, string[]] = [[], newPiece(), order.paths.split('\0')];
  for (let done = false; !done; ) {
    const until = performance.now() + STRETCH_MS;
    done = takeFiles(order, paths, piece, failures, () => performance.now() > until);
    tell();
    if (!done) await breath();
  }
  return failures;
}

/** A file of its own, beside this one: `thread.ts` from source, `thread.js` in the bundle. */
const THREAD = new URL(`thread${extname(import.meta.url)}`, import.meta.url);

function oneThread(order: Order): Promise<readonly Failure[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(THREAD, { workerData: { hashing: order }, execArgv: [], env: {} });
    let found: readonly Failure[] | null = null;
    thread.on('message', (message: readonly Failure[]) => {
      found = message;
    });
    thread.on('error', reject);
    thread.on('exit', (code) =>
      found === null ? reject(new Error(`a hashing thread ended with ${code}`)) : resolve(found),
    );
  });
}
