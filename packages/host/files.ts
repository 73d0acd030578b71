import { constants, createReadStream } from 'node:fs';
import {
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { FileEntry, Files } from '#kit/ports';

/** Disk below `root`, with the temporary folders it gave out. */
export interface DiskFiles extends Files {
  close(): Promise<void>;
}

export function diskFiles(root: string, workspace: string, temporaryRoot = tmpdir()): DiskFiles {
  const at = (path: string) => resolve(root, path);
  const temporaries: string[] = [];
  return {
    root,
    workspace,
    resolve: (path, subject) => inside(at(path), path, workspace, subject),
    exists: async (path) => kindOf(at(path)),
    bytes: (path) => readFile(at(path)),
    text: (path) => readFile(at(path), 'utf8'),
    stream: (path) => createReadStream(at(path), { highWaterMark: 1024 * 1024 }),
    write: (path, content) => writeWhole(at(path), content),
    async folder(path) {
      await mkdir(at(path), { recursive: true });
    },
    list: async (folder) => (await walk(at(folder), '', workspace)).sort(byCodePoint),
    async copy(from, to) {
      await rm(at(to), { recursive: true, force: true });
      await mkdir(dirname(at(to)), { recursive: true });
      await cp(at(from), at(to), { recursive: true, mode: constants.COPYFILE_FICLONE, dereference: true });
    },
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    async temporary(prefix) {
      await mkdir(temporaryRoot, { recursive: true });
      const folder = await mkdtemp(join(temporaryRoot, `mlops-${prefix}-`));
      temporaries.push(folder);
      return folder;
    },
    async free(path) {
      const { bavail, bsize } = await statfs(at(path));
      return bavail * bsize;
    },
    async close() {
      for (const folder of temporaries) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}

/** The real place of a path that may not be there yet must be inside the workspace. */
async function inside(path: string, said: string, workspace: string, subject: string): Promise<string> {
  const home = await realpath(workspace);
  const real = await realOf(path);
  const way = relative(home, real);
  if (way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) {
    const remedy = 'Name a path inside the checkout; links out of it are not followed.';
    throw new Mistake({ subject, what: 'leads out of the workspace', remedy, value: said });
  }
  return path;
}

async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : join(await realOf(dirname(path)), basename(path));
  }
}

/** All or nothing: written beside its place, then renamed. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.${Math.floor(performance.now() * 1000)}.part`;
  await writeFile(beside, content);
  await rename(beside, path);
}

async function walk(root: string, below: string, workspace: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for (const { name } of await readdir(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? name : `${below}/${name}`;
    const full = join(root, path);
    if (name.includes('\uFFFD')) throw odd(path, 'has a name that is not UTF-8', 'Rename it.');
    if ((await lstat(full)).isSymbolicLink()) await inside(full, path, workspace, path);
    const found = await stat(full).catch(() => null);
    if (found === null) throw odd(path, 'is a link to nothing', 'Remove it.');
    if (found.isDirectory()) entries.push(...(await walk(root, path, workspace)));
    else if (found.isFile()) entries.push({ path, size: found.size, mtimeMs: found.mtimeMs });
    else throw odd(path, 'is neither a file nor a folder', 'Remove it (a socket, pipe or device).');
  }
  return entries;
}

function odd(subject: string, what: string, remedy: string): Mistake {
  return new Mistake({ subject, what, remedy });
}

function byCodePoint(one: FileEntry, other: FileEntry): number {
  return Buffer.compare(Buffer.from(one.path), Buffer.from(other.path));
}
