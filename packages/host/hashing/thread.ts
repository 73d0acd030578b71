import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Digested, Order } from './order.ts';

/** What fits into a core's cache: larger pieces are slower, smaller ones cost calls. */
const PIECE = 1024 * 1024;

/** A file that is written to while it is read is read again once; then it is given up. */
const READS = 2;

const stampOf = (fd: number) => {
  const { size, mtimeNs, ctimeNs, ino } = fstatSync(fd, { bigint: true });
  return { size: Number(size), stamp: `${size} ${mtimeNs} ${ctimeNs} ${ino}` };
};

/**
 * SHA-256 of one file, read in pieces. `seen` gets the bytes of each piece and may throw to stop. The state of the
 * file is asked for before and after: `changed` when it was written to meanwhile, twice.
 */
export function digestFile(path: string, piece: Buffer, seen: (bytes: number) => void): Digested {
  const fd = openSync(path, 'r');
  try {
    for (let read = 1; ; read++) {
      const before = stampOf(fd);
      const hash = createHash('sha256');
      let [at, bytes] = [0, 0];
      do {
        bytes = readSync(fd, piece, 0, piece.length, at);
        hash.update(bytes === piece.length ? piece : piece.subarray(0, bytes));
        at += bytes;
        seen(bytes);
        // a file that grows as fast as it is read would have no end
      } while (bytes > 0 && at <= before.size);
      const { stamp, size } = stampOf(fd);
      if (stamp === before.stamp && at === size) return { sha256: hash.digest('hex'), size, stamp };
      if (read === READS) return { changed: true };
      seen(-at);
    }
  } finally {
    closeSync(fd);
  }
}

export function newPiece(): Buffer {
  return Buffer.allocUnsafeSlow(PIECE);
}

/** A thread's life: takes the next file of the common list until there is none, then posts what it found. */
function work({ paths, next, bytes, stop }: Order): void {
  const piece = newPiece();
  const found: [number, Digested][] = [];
  const seen = (amount: number) => {
    Atomics.add(bytes, 0, BigInt(amount));
    if (Atomics.load(stop, 0) !== 0) throw new Error('stopped');
  };
  for (let index = Atomics.add(next, 0, 1); index < paths.length; index = Atomics.add(next, 0, 1)) {
    found.push([index, attemptedDigest(paths[index] ?? '', piece, seen)]);
    if (Atomics.load(stop, 0) !== 0) break;
  }
  parentPort?.postMessage(found);
}

/** The same; what the system refuses is an answer too. */
export function attemptedDigest(path: string, piece: Buffer, seen: (bytes: number) => void): Digested {
  try {
    return digestFile(path, piece, seen);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { failed: error instanceof Error ? error.message : String(error), code };
  }
}

const order: unknown = workerData;
if (typeof order === 'object' && order !== null && 'hashing' in order) work(order.hashing as Order);
