import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Files } from '#kit/ports';
import { demandInside, isInside } from './boundary.ts';
import { diskProblem, onDisk } from './disk.ts';
import { listFiles } from './listing.ts';

const CHUNK = 1024 * 1024;

/** Disk below `root`; disposing of it removes the temporary folders it gave out. */
export type DiskFiles = Files & AsyncDisposable;

export function diskFiles(root: string, workspace: string, temporaryRoot = tmpdir()): DiskFiles {
  const at = (path: string) => resolve(root, path);
  const temporaries: string[] = [];
  return {
    root,
    workspace,
    resolve: (path, subject) => demandInside(at(path), path, workspace, subject),
    exists: async (path) => kindOf(at(path)),
    bytes: (path) => onDisk(path, () => readFile(at(path))),
    text: (path) => onDisk(path, async () => decoded(await readFile(at(path)), path)),
    stream: (path) => streamed(at(path), path),
    write: (path, content) => onDisk(path, () => writeWhole(at(path), content)),
    folder: (path) => onDisk(path, async () => void (await mkdir(at(path), { recursive: true }))),
    list: (folder) => listFiles(at(folder), workspace),
    copy: (from, to) => copyWhole(at(from), at(to), workspace),
    remove: (path) => onDisk(path, () => rm(at(path), { recursive: true, force: true, maxRetries: 3 })),
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

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Mistake({ subject: path, what: 'is not UTF-8 text', remedy: 'Save it as UTF-8.' }, { cause });
  }
}

async function* streamed(path: string, said: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK });
  } catch (error) {
    throw diskProblem(said, error);
  }
}

/** All or nothing: written beside its place, then renamed. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await inPlaceOf(path, (beside) => writeFile(beside, content));
}

/** File by file as `listFiles` finds them, so that no link is copied and none leads out. */
async function copyWhole(from: string, to: string, workspace: string): Promise<void> {
  const kind = await kindOf(from);
  if (kind === 'folder' && isInside(to, from)) {
    const remedy = 'Name a place outside of it.';
    throw new Mistake({ subject: to, what: `lies in ${from}, which is to be copied there`, remedy });
  }
  const clone = (source: string, target: string) =>
    onDisk(source, () => copyFile(source, target, constants.COPYFILE_FICLONE));
  if (kind !== 'folder') return inPlaceOf(to, (beside) => clone(from, beside), true);
  const entries = await listFiles(from, workspace);
  await inPlaceOf(
    to,
    async (beside) => {
      await mkdir(beside);
      for (const { path } of entries) {
        await mkdir(dirname(join(beside, path)), { recursive: true });
        await clone(join(from, path), join(beside, path));
      }
    },
    true,
  );
}

/**
 * What `make` leaves at its path takes the place of `path`; a failure leaves what was there. A rename replaces a
 * file by itself; a folder has to be cleared away first.
 */
async function inPlaceOf(
  path: string,
  make: (beside: string) => Promise<void>,
  clearing = false,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await make(beside);
    if (clearing) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

/** Bytes free to this user on the disk that holds the path, or will hold it. */
async function freeAt(path: string): Promise<number> {
  const found = await statfs(path).catch(() => null);
  if (found !== null) return found.bavail * found.bsize;
  return dirname(path) === path ? 0 : freeAt(dirname(path));
}
