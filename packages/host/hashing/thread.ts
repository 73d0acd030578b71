import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Digested, type Failure, type Order, settle, stampAt, type Wanted } from './order.ts';
import { type Stamp, sameStamp, stampOf } from './stamp.ts';

/** What fits into a core's cache: larger pieces are slower, smaller ones cost calls. */
const PIECE = 1024 * 1024;

/** A file that is written to while it is read is read again once; then it is given up. */
const READS = 2;

/**
 * SHA-256 of one file, read in pieces. `seen` gets the bytes of each piece and may throw to stop. The state it had when
 * it was listed is asked for again after the reading: `changed` when it was written to meanwhile, twice.
 */
export function digestFile(wanted: Wanted, piece: Buffer, seen: (bytes: number) => void): Digested {
  const fd = openSync(wanted.path, 'r');
  try {
    let before: Stamp = wanted;
    for (let read = 1; ; read++) {
      const { sha256, bytes } = digestOpen(fd, before.size, piece, seen);
      const after = stampOf(fstatSync(fd));
      if (sameStamp(after, before) && bytes === after.size) return { sha256, stamp: after };
      if (read === READS) return { changed: true };
      seen(-bytes);
      before = after;
    }
  } finally {
    closeSync(fd);
  }
}

/** Reads from the front until `size` bytes have come, or no more; a file that grows as it is read would have no end. */
function digestOpen(fd: number, size: number, piece: Buffer, seen: (bytes: number) => void) {
  let bytes = readSync(fd, piece, 0, piece.length, 0);
  seen(bytes);
  if (bytes >= size) return { sha256: hash('sha256', piece.subarray(0, bytes)), bytes };
  const growing = createHash('sha256').update(piece.subarray(0, bytes));
  while (bytes < size) {
    const more = readSync(fd, piece, 0, piece.length, bytes);
    if (more === 0) break;
    growing.update(more === piece.length ? piece : piece.subarray(0, more));
    bytes += more;
    seen(more);
  }
  return { sha256: growing.digest('hex'), bytes };
}

export function newPiece(): Buffer {
  return Buffer.allocUnsafeSlow(PIECE);
}

/** The same; what the system refuses is an answer too. */
export function attemptedDigest(wanted: Wanted, piece: Buffer, seen: (bytes: number) => void): Digested {
  try {
    return digestFile(wanted, piece, seen);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { failed: error instanceof Error ? error.message : String(error), code };
  }
}

/**
 * Takes the next file of the common list until there is none, or `pause` says so; gives the failures. true: there is
 * none any more.
 */
export function takeFiles(
  order: Order,
  paths: readonly string[],
  piece: Buffer,
  failures: Failure[],
  pause: () => boolean,
): boolean {
  const seen = (amount: number) => {
    Atomics.add(order.bytes, 0, BigInt(amount));
    if (Atomics.load(order.stop, 0) !== 0) throw new Error('stopped');
  };
  while (Atomics.load(order.stop, 0) === 0) {
    const index = Atomics.add(order.next, 0, 1);
    const path = paths[index];
    if (path === undefined) return true;
    const failure = settle(order, index, attemptedDigest({ path, ...stampAt(order, index) }, piece, seen));
    if (failure !== null) failures.push(failure);
    if (pause()) return false;
  }
  return true;
}

/** A thread's life. */
function work(order: Order): void {
  const failures: Failure[] = [];
  takeFiles(order, order.paths.split('\0'), newPiece(), failures, () => false);
  parentPort?.postMessage(failures);
}

const order: unknown = workerData;
if (typeof order === 'object' && order !== null && 'hashing' in order) work(order.hashing as Order);
