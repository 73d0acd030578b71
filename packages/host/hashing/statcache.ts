import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderSummary } from '#kit/ports';
import { isSettled, type Stamp, sameStamp } from './stamp.ts';

const FORMAT = 1;

/** Paths of which it is asked whether they are there still, when the memory is written. */
const ASKED = 5_000;

/** The memory of folders, beside the files of the memories of files. */
const FOLDERS = 'folders.json';

/** Files are remembered by the topmost folder they lie in: a look at the code does not read what is known of the data. */
function bucketOf(path: string): string {
  const cut = path.indexOf('/');
  return `files-${cut < 0 ? '' : encodeURIComponent(path.slice(0, cut))}.json`;
}

interface Known extends Stamp {
  readonly sha256: string;
}

interface Folder {
  readonly fingerprint: string;
  readonly summary: FolderSummary;
}

/**
 * What files were hashed to, by path: believed as long as size, mtime, ctime and inode are what they were. The
 * ctime is the kernel's own and cannot be set back, so a changed file always shows. A file that was
 * changed so shortly before it was read that a later change could carry the same time is not remembered.
 *
 * Of a folder the same in one: a fingerprint of all its files' paths and stamps, so that a folder of many files is
 * known again without looking up each of them.
 */
export class StatCache {
  readonly #root: string;
  readonly #home: string;
  readonly #files = new Map<string, Map<string, Known>>();
  #folders: Map<string, Folder> | null = null;
  readonly #seen = new Set<string>();
  /** names of what has to be written */
  readonly #dirty = new Set<string>();

  /** `home`: where it is kept, below `root`, to which all paths are relative */
  constructor(root: string, home: string) {
    this.#root = root;
    this.#home = home;
  }

  /** SHA-256 of the file that has this stamp; null where it has to be read. */
  recall(path: string, stamp: Stamp): string | null {
    this.#seen.add(path);
    const known = this.#bucket(bucketOf(path)).get(path);
    return known !== undefined && sameStamp(known, stamp) ? known.sha256 : null;
  }

  /** `readAt`: when reading began, in milliseconds since 1970. false: it is not remembered */
  remember(path: string, stamp: Stamp, sha256: string, readAt: number): boolean {
    this.#seen.add(path);
    const bucket = bucketOf(path);
    const files = this.#bucket(bucket);
    const settled = isSettled(stamp, readAt);
    if (settled) files.set(path, { ...stamp, sha256 });
    if (settled || files.delete(path)) this.#dirty.add(bucket);
    return settled;
  }

  /** What was made of the folder whose files have this fingerprint. */
  recallFolder(path: string, fingerprint: string): FolderSummary | null {
    this.#folders ??= this.#load(FOLDERS, isFolder);
    const known = this.#folders.get(path);
    return known?.fingerprint === fingerprint ? known.summary : null;
  }

  /** For a folder all of whose files are remembered. */
  rememberFolder(path: string, fingerprint: string, summary: FolderSummary): void {
    this.#folders ??= this.#load(FOLDERS, isFolder);
    this.#folders.set(path, { fingerprint, summary });
    this.#dirty.add(FOLDERS);
  }

  /** Path and content of what has to be written; nothing where nothing is new. */
  written(): [path: string, content: string][] {
    const written = [...this.#dirty].map((name): [string, string] => {
      const known = name === FOLDERS ? this.#folders : this.#files.get(name);
      if (name !== FOLDERS) this.#forgetGone(this.#bucket(name));
      return [`${this.#home}/${name}`, textOf(known ?? new Map())];
    });
    this.#dirty.clear();
    return written;
  }

  #bucket(name: string): Map<string, Known> {
    const known = this.#files.get(name) ?? this.#load(name, isKnown);
    this.#files.set(name, known);
    return known;
  }

  /** A memory that cannot be read is an empty one: everything is hashed again. */
  #load<T>(name: string, fits: (value: unknown) => value is T): Map<string, T> {
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

  #forgetGone(known: Map<string, Known>): void {
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

function isKnown(value: unknown): value is Known {
  if (typeof value !== 'object' || value === null) return false;
  const of = (key: string): unknown => Reflect.get(value, key);
  const numbers = [of('size'), of('mtimeMs'), of('ctimeMs'), of('ino')];
  return numbers.every((one) => typeof one === 'number') && typeof of('sha256') === 'string';
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
