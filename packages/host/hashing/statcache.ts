import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FORMAT = 1;

/** Kernels stamp files by the tick, at most 10 ms; file systems without fractions of a second by up to two seconds. */
const TICK_MS = 100;
const COARSE_MS = 2_500;

/** Paths of which it is asked whether they are there still, when the memory is written. */
const ASKED = 5_000;

/**
 * What files were hashed to, by path: believed as long as size, mtime and ctime (in nanoseconds) and inode are what
 * they were. The ctime is the kernel's own and cannot be set back, so a changed file always shows. A file that was
 * changed so shortly before it was read that a later change could carry the same time is not remembered.
 */
export class StatCache {
  readonly #root: string;
  readonly #file: string;
  #known: Map<string, string> | null = null;
  readonly #seen = new Set<string>();
  #dirty = false;

  /** `file`: where it is kept; paths are relative to `root` */
  constructor(root: string, file: string) {
    this.#root = root;
    this.#file = file;
  }

  /** SHA-256 of the file that has this stamp; null where it has to be read. */
  recall(path: string, stamp: string): string | null {
    this.#known ??= this.#load();
    this.#seen.add(path);
    const said = this.#known.get(path);
    return said?.startsWith(stamp) && said[stamp.length] === ' ' ? said.slice(stamp.length + 1) : null;
  }

  /** `readAt`: when reading began, in milliseconds since 1970 */
  remember(path: string, stamp: string, sha256: string, readAt: number): void {
    this.#known ??= this.#load();
    this.#seen.add(path);
    if (isSettled(stamp, readAt)) this.#known.set(path, `${stamp} ${sha256}`);
    else this.#known.delete(path);
    this.#dirty = true;
  }

  /** Its content for the disk; null where nothing is new. */
  written(): string | null {
    if (!this.#dirty || this.#known === null) return null;
    this.#forgetGone(this.#known);
    this.#dirty = false;
    return JSON.stringify({ format: FORMAT, files: Object.fromEntries(this.#known) });
  }

  /** A memory that cannot be read is an empty one: everything is hashed again. */
  #load(): Map<string, string> {
    try {
      const said: unknown = JSON.parse(readFileSync(join(this.#root, this.#file), 'utf8'));
      if (typeof said !== 'object' || said === null || Reflect.get(said, 'format') !== FORMAT)
        return new Map();
      const files: unknown = Reflect.get(said, 'files');
      const entries = typeof files === 'object' && files !== null ? Object.entries(files) : [];
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    } catch {
      return new Map();
    }
  }

  #forgetGone(known: Map<string, string>): void {
    let asked = 0;
    for (const path of known.keys()) {
      if (this.#seen.has(path)) continue;
      if (asked++ >= ASKED) return;
      if (lstatSync(join(this.#root, path), { throwIfNoEntry: false }) === undefined) known.delete(path);
    }
  }
}

/** Was the last change so long before the reading that another one would carry another time? */
function isSettled(stamp: string, readAt: number): boolean {
  const [, mtime = '0', ctime = '0'] = stamp.split(' ');
  return [mtime, ctime].every((nanoseconds) => {
    const slack = nanoseconds.endsWith('000000000') ? COARSE_MS : TICK_MS;
    return Number(nanoseconds) / 1e6 + slack < readAt;
  });
}
