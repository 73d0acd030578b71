import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { FileEntry } from '#kit/ports';
import { isInside } from './boundary.ts';
import { onDisk } from './disk.ts';

/** Files asked about at once: enough to hide the disk's latency. */
const BATCH = 64;

interface Walk {
  readonly root: string;
  /** no link may lead out of it; free of links */
  readonly border: string;
}

/**
 * Every regular file below `root`, sorted by code point of its path, links followed. Links inside the border
 * count as what they lead to. A mistake: a link that leads out, to nothing or in a circle, what is neither file
 * nor folder, and a name that is not UTF-8. `border`: the workspace where `root` lies in it, else `root` itself.
 */
export async function listFiles(root: string, workspace: string): Promise<FileEntry[]> {
  const real = await onDisk(root, () => realpath(root));
  const home = await realpath(workspace);
  const walk = { root, border: isInside(real, home) ? home : real };
  const found = await below(walk, '', [real]);
  return found
    .map((entry) => ({ entry, bytes: Buffer.from(entry.path) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ entry }) => entry);
}

/** `above`: real places of the folders that lead here. */
async function below(walk: Walk, folder: string, above: readonly string[]): Promise<FileEntry[]> {
  const place = join(walk.root, folder);
  const entries = await onDisk(place, () => readdir(place, { withFileTypes: true, encoding: 'buffer' }));
  const found: FileEntry[] = [];
  for (let at = 0; at < entries.length; at += BATCH) {
    const batch = entries.slice(at, at + BATCH).map((entry) => one(walk, folder, entry, above));
    found.push(...(await Promise.all(batch)).flat());
  }
  return found;
}

async function one(
  walk: Walk,
  folder: string,
  entry: Dirent<NonSharedBuffer>,
  above: readonly string[],
): Promise<FileEntry[]> {
  const name = nameOf(entry.name, folder);
  const path = folder === '' ? name : `${folder}/${name}`;
  const full = join(walk.root, path);
  if (!entry.isSymbolicLink() && !entry.isFile() && !entry.isDirectory()) throw neither(path);
  if (entry.isDirectory()) return below(walk, path, [...above, join(above.at(-1) ?? '', name)]);
  const real = entry.isSymbolicLink() ? await followed(walk, path, full, above) : full;
  const stats = await onDisk(path, () => stat(real));
  if (stats.isDirectory()) return below(walk, path, [...above, real]);
  return [fileEntry(path, stats)];
}

function fileEntry(path: string, stats: Stats): FileEntry {
  if (!stats.isFile()) throw neither(path);
  return { path, size: stats.size, mtimeMs: stats.mtimeMs };
}

async function followed(walk: Walk, path: string, full: string, above: readonly string[]): Promise<string> {
  const real = await realpath(full).catch((cause: unknown) => {
    throw odd(path, 'is a link to nothing or in a circle', 'Remove it, or make what it leads to.', cause);
  });
  if (!isInside(real, walk.border)) {
    throw odd(path, 'is a link that leads out of the folder', 'Put the file itself in its place.');
  }
  if (above.includes(real)) throw odd(path, 'is a link to a folder that holds it', 'Remove it.');
  return real;
}

function nameOf(bytes: Uint8Array, folder: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const shown = `${folder === '' ? '' : `${folder}/`}${Buffer.from(bytes).toString('latin1')}`;
    throw odd(shown, 'has a name that is not UTF-8', 'Rename it.', cause);
  }
}

function neither(path: string): Mistake {
  return odd(path, 'is neither a file nor a folder', 'Remove it: it is a socket, a pipe or a device.');
}

function odd(subject: string, what: string, remedy: string, cause?: unknown): Mistake {
  return new Mistake({ subject, what, remedy }, cause === undefined ? {} : { cause });
}
