import type { Stamp } from './stamp.ts';

/** A file to read, as it was listed. */
export interface Wanted extends Stamp {
  /** absolute */
  readonly path: string;
}

/** What came of one file. `stamp`: size, times and inode it had while it was read. */
export type Digested =
  | { readonly sha256: string; readonly stamp: Stamp }
  | { readonly changed: true }
  | { readonly failed: string; readonly code: string };

/** The files all threads of one pool share, the largest first, in memory they all see: no list is copied to each. */
export interface Order {
  /** absolute paths, joined by NUL */
  readonly paths: string;
  /** size, mtime, ctime and inode of each file; a thread writes those it found */
  readonly stamps: Float64Array<SharedArrayBuffer>;
  /** 32 bytes a file */
  readonly digests: Uint8Array<SharedArrayBuffer>;
  /** a `STATE` for each file */
  readonly states: Uint8Array<SharedArrayBuffer>;
  /** index of the next file nobody has taken */
  readonly next: Int32Array<SharedArrayBuffer>;
  /** bytes read so far, by all threads */
  readonly bytes: BigInt64Array<SharedArrayBuffer>;
  /** not 0: the run was cancelled */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** `failed`: why comes as a message, `[index, message, code]`. */
const STATE = { waiting: 0, read: 1, changed: 2, failed: 3 } as const;
export type Failure = readonly [index: number, message: string, code: string];

export function newOrder(files: readonly Wanted[]): Order {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  const stamps = new Float64Array(shared(files.length * 32));
  for (const [index, { size, mtimeMs, ctimeMs, ino }] of files.entries())
    stamps.set([size, mtimeMs, ctimeMs, ino], index * 4);
  return {
    paths: files.map(({ path }) => path).join('\0'),
    stamps,
    digests: new Uint8Array(shared(files.length * 32)),
    states: new Uint8Array(shared(files.length)),
    next: new Int32Array(shared(4)),
    bytes: new BigInt64Array(shared(8)),
    stop: new Int32Array(shared(4)),
  };
}

export function stampAt({ stamps }: Order, index: number): Stamp {
  const [size = 0, mtimeMs = 0, ctimeMs = 0, ino = 0] = stamps.subarray(index * 4, index * 4 + 4);
  return { size, mtimeMs, ctimeMs, ino };
}

/** Writes what came of a file where all see it; gives the failure, which has no place there. */
export function settle(order: Order, index: number, digested: Digested): Failure | null {
  if ('sha256' in digested) {
    const { size, mtimeMs, ctimeMs, ino } = digested.stamp;
    order.stamps.set([size, mtimeMs, ctimeMs, ino], index * 4);
    order.digests.set(Buffer.from(digested.sha256, 'hex'), index * 32);
  }
  const state = 'sha256' in digested ? 'read' : 'changed' in digested ? 'changed' : 'failed';
  order.states[index] = STATE[state];
  return 'failed' in digested ? [index, digested.failed, digested.code] : null;
}

/** What came of a file, read back. */
export function outcomeAt(order: Order, index: number, failures: ReadonlyMap<number, Failure>): Digested {
  if (order.states[index] === STATE.read) {
    const bytes = order.digests.subarray(index * 32, index * 32 + 32);
    return { sha256: Buffer.from(bytes).toString('hex'), stamp: stampAt(order, index) };
  }
  if (order.states[index] === STATE.changed) return { changed: true };
  const [, failed = 'it was not read', code = ''] = failures.get(index) ?? [];
  return { failed, code };
}
