import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderSummary } from '#kit/ports';

const FORMAT = 1;

/** Kernels stamp files by the tick, at most 10 ms; file systems without fractions of a second by up to two seconds. */
const TICK_MS = 100;
const COARSE_MS = 2_500;

/** Paths of which it is asked whether they are there still, when the memory is written. */
const ASKED = 5_000;

/** Where the two memories lie, below the folder that is given. */
const PLACE = { files: 'files.json', folders: 'folders.json' } as const;

interface Folder {
  readonly fingerprint: string;
  readonly summary: FolderSummary;
}

/**
 * What files were hashed to, by path: believed as long as size, mtime and ctime (in nanoseconds) and inode are what
 * they were. The ctime is the kernel's own and cannot be set back, so a changed file always shows. A file that was
 * changed so shortly before it was read that a later change could carry the same time is not remembered.
 *
 * Of a folder the same in one: a fingerprint of all its files' paths and stamps, so that a folder of many files is
 * known again without looking up each of them.
 */
export class StatCache {
  readonly #root: string;
  readonly #home: string;
  #files: Map<string, string> | null = null;
  #folders: Map<string, Folder> | null = null;
  readonly #seen = new Set<string>();
  readonly #dirty = { files: false, folders: false };

  /** `home`: where it is kept, below `root`, to which all paths are relative */
  constructor(root: string, home: string) {
    this.#root = root;
    this.#home = home;
  }

  /** SHA-256 of the file that has this stamp; null where it has to be read. */
  recall(path: string, stamp: string): string | null {
    this.#files ??= this.#load(PLACE.files, (value) => typeof value === 'string');
    this.#seen.add(path);
    const said = this.#files.get(path);
    return said?.startsWith(stamp) && said[stamp.length] === ' ' ? said.slice(stamp.length + 1) : null;
  }

  /** `readAt`: when reading began, in milliseconds since 1970. false: it is not remembered */
  remember(path: string, stamp: string, sha256: string, readAt: number): boolean {
    this.#files ??= this.#load(PLACE.files, (value) => typeof value === 'string');
    this.#seen.add(path);
    const settled = isSettled(stamp, readAt);
    if (settled) this.#files.set(path, `${stamp} ${sha256}`);
    if (settled || this.#files.delete(path)) this.#dirty.files = true;
    return settled;
  }

  /** What was made of the folder whose files have this fingerprint. */
  recallFolder(path: string, fingerprint: string): FolderSummary | null {
    this.#folders ??= this.#load(PLACE.folders, isFolder);
    const known = this.#folders.get(path);
    return known?.fingerprint === fingerprint ? known.summary : null;
  }

  /** For a folder all of whose files are remembered. */
  rememberFolder(path: string, fingerprint: string, summary: FolderSummary): void {
    this.#folders ??= this.#load(PLACE.folders, isFolder);
    this.#folders.set(path, { fingerprint, summary });
    this.#dirty.folders = true;
  }

  /** Path and content of what has to be written; nothing where nothing is new. */
  written(): [path: string, content: string][] {
    const written: [string, string][] = [];
    if (this.#dirty.files && this.#files !== null) {
      this.#forgetGone(this.#files);
      written.push([`${this.#home}/${PLACE.files}`, textOf(this.#files)]);
    }
    if (this.#dirty.folders && this.#folders !== null)
      written.push([`${this.#home}/${PLACE.folders}`, textOf(this.#folders)]);
    this.#dirty.files = false;
    this.#dirty.folders = false;
    return written;
  }

  /** A memory that cannot be read is an empty one: everything is hashed again. */
  #load<T>(name: string, fits: (value: unknown) => value is T): Map<string, T>;
  #load<T>(name: string, fits: (value: unknown) => boolean): Map<string, T>;
  #load<T>(name: string, fits: (value: unknown) => boolean): Map<string, T> {
    try {
      const said: unknown = JSON.parse(readFileSync(join(this.#root, this.#home, name), 'utf8'));
      if (typeof said !== 'object' || said === null || Reflect.get(said, 'format') !== FORMAT)
        return new Map();
      const known: unknown = Reflect.get(said, 'known');
      const entries = typeof known === 'object' && known !== null ? Object.entries(known) : [];
      return new Map(entries.filter((entry): entry is [string, T] => fits(entry[1])));
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

function textOf(known: ReadonlyMap<string, unknown>): string {
  return JSON.stringify({ format: FORMAT, known: Object.fromEntries(known) });
}

function isFolder(value: unknown): value is Folder {
  if (typeof value !== 'object' || value === null) return false;
  const summary: unknown = Reflect.get(value, 'summary');
  if (
    typeof Reflect.get(value, 'fingerprint') !== 'string' ||
    typeof summary !== 'object' ||
    summary === null
  )
    return false;
  const of = (key: string): unknown => Reflect.get(summary, key);
  return (
    typeof of('digest') === 'string' && typeof of('files') === 'number' && typeof of('bytes') === 'number'
  );
}

/** Was the last change so long before the reading that another one would carry another time? */
function isSettled(stamp: string, readAt: number): boolean {
  const [, mtime = '0', ctime = '0'] = stamp.split(' ');
  return [mtime, ctime].every((nanoseconds) => {
    const slack = nanoseconds.endsWith('000000000') ? COARSE_MS : TICK_MS;
    return Number(nanoseconds) / 1e6 + slack < readAt;
  });
}
