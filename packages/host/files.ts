import { randomUUID } from 'node:crypto';
import {
  constants,
  createReadStream,
  lstatSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import {
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Content, Files } from '#kit/ports';
import { demandInside, isInside } from './boundary.ts';
import { commitReader } from './committed.ts';
import { diskProblem, onDisk } from './disk.ts';
import { versionedFiles } from './git.ts';
import { linkedFolder } from './linkedfolder.ts';
import { listFiles, sorted } from './listing.ts';

const CHUNK = 1024 * 1024;

/** Where drafts lie, below the project folder: one that was left by a run that was killed is in nobody's way. */
export const DRAFTS = '.mlops/tmp';

/** Disk below `root`; disposing of it removes the temporary folders it gave out. */
export type DiskFiles = Files & AsyncDisposable;

export interface DiskOptions {
  readonly root: string;
  /** the checkout around it */
  readonly workspace: string;
  readonly temporaryRoot?: string;
  /** absolute path of what was just replaced or removed */
  readonly changed?: (path: string) => void;
}

export function diskFiles({ root, workspace, temporaryRoot = tmpdir(), changed }: DiskOptions): DiskFiles {
  const at = (path: string) => resolve(root, path);
  const drafts = join(root, DRAFTS);
  const temporaries: string[] = [];
  const change = async (path: string, work: () => Promise<void>) => {
    try {
      await work();
    } finally {
      changed?.(at(path));
    }
  };
  return {
    root,
    workspace,
    resolve: (path, subject) => demandInside(at(path), path, workspace, subject),
    async within(path, subject) {
      const below = relative(root, await demandInside(at(path), path, workspace, subject));
      return below.split(sep).join('/') || '.';
    },
    exists: async (path) => kindOf(at(path)),
    bytes: (path) => onDisk(path, () => bytesOf(at(path))),
    // texts are small: a word with a thread of the pool costs more than reading them
    text: (path) => onDisk(path, async () => decoded(readFileSync(at(path)), path)),
    stream: (path, part) => streamed(at(path), path, part),
    append: (path, pieces) => change(path, () => appended(at(path), path, pieces)),
    async write(path, content, how) {
      if (how === undefined && isThere(at(path), content)) return;
      await change(path, () => onDisk(path, () => writeWhole(at(path), content, drafts, how)));
    },
    folder: (path) => onDisk(path, async () => void (await mkdir(at(path), { recursive: true }))),
    names: (folder) => onDisk(folder, async () => namesIn(at(folder))),
    list: async (folder, passed) => sorted(await listFiles(at(folder), workspace, passed)),
    async copy(from, to) {
      if (sameMode(at(from), at(to)) && isThere(at(to), smallFile(at(from)))) return;
      await change(to, () => placeWhole(at(from), at(to), { workspace, drafts, place: cloned }));
    },
    link: (from, to) => change(to, () => placeWhole(at(from), at(to), { workspace, drafts, place: linked })),
    move: (from, to) =>
      change(to, async () => {
        await onDisk(to, () => mkdir(dirname(at(to)), { recursive: true }));
        await onDisk(from, () => exchange(at(from), at(to), drafts, true));
        changed?.(at(from));
      }),
    remove: (path) =>
      change(path, () => onDisk(path, () => rm(at(path), { recursive: true, force: true, maxRetries: 3 }))),
    versioned: () => versionedFiles(root, workspace),
    linked: (path, subject) => linkedFolder(at(path), path, workspace, subject),
    committed: commitReader(workspace),
    async temporary(prefix) {
      await mkdir(temporaryRoot, { recursive: true });
      const folder = await onDisk(temporaryRoot, () => mkdtemp(join(temporaryRoot, `mlops-${prefix}-`)));
      temporaries.push(folder);
      return folder;
    },
    free: (path) => freeAt(at(path)),
    async [Symbol.asyncDispose]() {
      for (const folder of temporaries.splice(0))
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function kindOf(path: string): 'file' | 'folder' | null {
  const found = statOrNull(path);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

function namesIn(folder: string): string[] {
  return statOrNull(folder)?.isDirectory() === true ? readdirSync(folder).sort() : [];
}

/** What is small is read at once: a word with a thread of the pool costs more. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const stats = statOrNull(path);
  return stats?.isFile() === true && stats.size <= CHUNK ? readFileSync(path) : readFile(path);
}

/** The bytes of a small file; null: it is none, or cannot be read. */
function smallFile(path: string): Uint8Array | null {
  const stats = statOrNull(path);
  if (stats?.isFile() !== true || stats.size > CHUNK) return null;
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** A copy takes the permissions along: is it there with these? */
function sameMode(one: string, other: string): boolean {
  const mode = statOrNull(other)?.mode;
  return mode !== undefined && statOrNull(one)?.mode === mode;
}

/**
 * Has the small file at `path` these very bytes? What is written again stays as it is, with its times. Not one that has a
 * second name: who writes to it later would write to the other too.
 */
function isThere(path: string, content: Content | null): boolean {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) return false;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (bytes.length > CHUNK) return false;
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.nlink !== 1 || stats.size !== bytes.length) return false;
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Mistake({ subject: path, what: 'is not UTF-8 text', remedy: 'Save it as UTF-8.' }, { cause });
  }
}

async function* streamed(
  path: string,
  said: string,
  part?: { readonly from: number; readonly to: number },
): AsyncIterable<Uint8Array> {
  if (part !== undefined && part.to <= part.from) return;
  const range = part === undefined ? {} : { start: part.from, end: part.to - 1 };
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK, ...range });
  } catch (error) {
    throw diskProblem(said, error);
  }
}

/** What the pieces' own source throws is handed on as it is; what was appended before stays. */
async function appended(path: string, said: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await onDisk(said, () => mkdir(dirname(path), { recursive: true }));
  const file = await onDisk(said, () => open(path, 'a'));
  try {
    for await (const piece of pieces) await onDisk(said, () => file.appendFile(piece));
  } finally {
    await file.close();
  }
}

/** All or nothing: written as a draft, then renamed. `durable`: on the disk before it gets its name. */
async function writeWhole(
  path: string,
  content: Content,
  drafts: string,
  how: 'durable' | 'executable' | undefined,
): Promise<void> {
  const options = { flush: how === 'durable', mode: how === 'executable' ? 0o777 : 0o666 };
  await inPlaceOf(path, drafts, (draft) => writeFile(draft, content, options), false);
}

interface Placing {
  readonly workspace: string;
  readonly drafts: string;
  /** makes one file out of another */
  readonly place: (from: string, to: string) => Promise<void>;
}

/** File by file as `listFiles` finds them, so that no link is copied and none leads out. */
async function placeWhole(from: string, to: string, { workspace, drafts, place }: Placing): Promise<void> {
  const kind = kindOf(from);
  if (kind === 'folder' && isInside(to, from)) {
    const remedy = 'Name a place outside of it.';
    throw new Mistake({ subject: to, what: `lies in ${from}, which is to be copied there`, remedy });
  }
  if (kind !== 'folder') return inPlaceOf(to, drafts, (draft) => onDisk(from, () => place(from, draft)));
  const entries = await listFiles(from, workspace);
  await inPlaceOf(to, drafts, async (draft) => {
    await mkdir(draft);
    const made = new Set<string>();
    for (const { path } of entries) {
      const folder = dirname(join(draft, path));
      if (!made.has(folder)) await mkdir(folder, { recursive: true });
      made.add(folder);
      await onDisk(path, () => place(join(from, path), join(draft, path)));
    }
  });
}

const cloned = (from: string, to: string) => copyFile(from, to, constants.COPYFILE_FICLONE);

/** A second name of the same bytes; a copy where the file system knows none. */
async function linked(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => cloned(from, to));
}

/**
 * What `make` leaves as its draft takes the place of `path`; a failure leaves what was there. What was there goes
 * aside as a whole and then away, so that nothing half removed is ever seen at the path.
 */
async function inPlaceOf(
  path: string,
  drafts: string,
  make: (draft: string) => Promise<void>,
  overFolders = true,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(drafts, { recursive: true });
  const draft = join(drafts, randomUUID());
  try {
    await make(draft);
    await exchange(draft, path, drafts, overFolders);
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function exchange(draft: string, path: string, drafts: string, overFolders: boolean): Promise<void> {
  const aside = join(drafts, randomUUID());
  const code = await renamed(draft, path, overFolders);
  if (code === null) return;
  if (code === 'EXDEV') {
    // another disk is mounted there: the draft is brought beside its place, and renamed there
    const beside = `${path}.${randomUUID().slice(0, 8)}.part`;
    try {
      await cp(draft, beside, { recursive: true });
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      return await rename(beside, path);
    } finally {
      await rm(beside, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  // a folder cannot be renamed onto one that holds something, nor onto a file
  await mkdir(drafts, { recursive: true });
  await rename(path, aside);
  await rename(draft, path);
  await rm(aside, { recursive: true, force: true, maxRetries: 3 });
}

const ONTO_FOLDER = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'];

/** null: it is done; else why a second way is needed. */
async function renamed(from: string, to: string, overFolders: boolean): Promise<string | null> {
  try {
    await rename(from, to);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EXDEV' || (overFolders && ONTO_FOLDER.includes(code))) return code;
    throw error;
  }
}

/** Bytes free to this user on the disk that holds the path, or will hold it. */
async function freeAt(path: string): Promise<number> {
  const found = await statfs(path).catch(() => null);
  if (found !== null) return found.bavail * found.bsize;
  return dirname(path) === path ? 0 : freeAt(dirname(path));
}
