import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { Mistake } from '#kit/outcome';
import { isInside } from './boundary.ts';
import { diskProblem } from './disk.ts';
import { type Stamp, stampOf } from './hashing/stamp.ts';

/** A regular file with what tells that it has not changed. */
export interface Listed extends Stamp {
  /** relative to the folder that was listed, `/` between names */
  readonly path: string;
}

/** Files looked at between two breaths: the calls are synchronous, which costs a third of the others. */
const BREATH = 2_000;

interface Walk {
  readonly root: string;
  /** what people call the root, with a slash; empty for the workspace */
  readonly said: string;
  /** no link may lead out of it; free of links */
  readonly border: string;
  readonly found: Listed[];
  readonly passed: Passed;
  /** a link was followed: some of what was found lies elsewhere */
  linked: boolean;
  /** when a folder below the root last lost or got a name */
  foldersMs: number;
}

/** Is what lies at this path passed by, a folder with all in it: not even looked at? */
export type Passed = (path: string) => boolean;

/**
 * Every regular file below `root`, links followed, in the order of the file system. Links inside the border
 * count as what they lead to; empty folders do not count. A mistake: a link that leads out, to nothing or in a
 * circle, what is neither file nor folder, and a name that is not UTF-8. `border`: the workspace where `root` lies
 * in it, else `root` itself.
 */
export async function listFiles(root: string, workspace: string, passed?: Passed): Promise<Listed[]> {
  return (await walkFiles(root, workspace, passed)).found;
}

/**
 * The same; `linked`: a link leads there, or was followed on the way, so that some of it lies elsewhere; `foldersMs`: when
 * one of the folders below the root last lost or got a name.
 */
export async function walkFiles(
  root: string,
  workspace: string,
  passed: Passed = () => false,
): Promise<Pick<Walk, 'found' | 'linked' | 'foldersMs'>> {
  const real = onDisk(root, () => realpathSync.native(root));
  const home = realpathSync.native(workspace);
  const linked = real !== (isInside(root, workspace) ? `${home}${root.slice(workspace.length)}` : root);
  const border = isInside(real, home) ? home : real;
  const said = isInside(root, workspace) ? root.slice(workspace.length + 1) : root;
  const walk: Walk = {
    root,
    said: said === '' ? '' : `${said}/`,
    border,
    found: [],
    passed,
    linked,
    foldersMs: 0,
  };
  await below(walk, '', [real]);
  return walk;
}

/** In the order of code points of their paths. */
export function sorted<T extends Pick<Listed, 'path'>>(files: readonly T[]): T[] {
  return files.toSorted(byPath(files));
}

/** The file at a path, links followed; null for a folder and where nothing is. Anything else is a mistake. */
export function statFile(path: string): Stamp | null {
  const stats = onDisk(path, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined || stats.isDirectory()) return null;
  if (!stats.isFile()) throw neither(path);
  return stampOf(stats);
}

/** UTF-16 order is that of code points as long as no surrogate is there. */
function byPath<T extends Pick<Listed, 'path'>>(files: readonly T[]): (one: T, other: T) => number {
  const plain = files.every(({ path }) => !/[\ud800-\udfff]/.test(path));
  if (plain) return (one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);
  return (one, other) => Buffer.compare(Buffer.from(one.path), Buffer.from(other.path));
}

/** `above`: real places of the folders that lead here. */
async function below(walk: Walk, folder: string, above: readonly string[]): Promise<void> {
  const place = folder === '' ? walk.root : `${walk.root}/${folder}`;
  for (const name of onDisk(place, () => readdirSync(place))) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (walk.passed(path)) continue;
    if (name.includes('\ufffd')) demandUtf8(place, `${walk.said}${folder === '' ? '' : `${folder}/`}`);
    const real = step(walk, name, path, above);
    if (real !== null) await below(walk, path, [...above, real]);
    else if (walk.found.length % BREATH === 0) await breath();
  }
}

/** Takes a file into the list; the real place of a folder that has to be gone into. */
function step(walk: Walk, name: string, path: string, above: readonly string[]): string | null {
  const full = `${walk.root}/${path}`;
  const own = onDisk(path, () => lstatSync(full));
  if (own.isDirectory()) {
    walk.foldersMs = Math.max(walk.foldersMs, own.ctimeMs);
    return join(above.at(-1) ?? '', name);
  }
  if (!own.isSymbolicLink()) return take(walk, path, own);
  walk.linked = true;
  const real = followed(walk, path, full, above);
  const stats = onDisk(path, () => statSync(real));
  walk.foldersMs = Math.max(walk.foldersMs, own.ctimeMs, stats.ctimeMs);
  return stats.isDirectory() ? real : take(walk, path, stats);
}

function take(walk: Walk, path: string, stats: Stats): null {
  if (!stats.isFile()) throw neither(`${walk.said}${path}`);
  const { size, mtimeMs, ctimeMs, ino } = stats;
  walk.found.push({ path, size, mtimeMs, ctimeMs, ino });
  return null;
}

function followed(walk: Walk, path: string, full: string, above: readonly string[]): string {
  const shown = `${walk.said}${path}`;
  const real = realPlace(shown, full);
  if (!isInside(real, walk.border)) {
    throw odd(shown, 'is a link that leads out of the folder', 'Put the file itself in its place.');
  }
  if (above.includes(real)) throw odd(shown, 'is a link to a folder that holds it', 'Remove it.');
  return real;
}

function realPlace(path: string, full: string): string {
  try {
    return realpathSync.native(full);
  } catch (cause) {
    throw odd(path, 'is a link to nothing or in a circle', 'Remove it, or make what it leads to.', cause);
  }
}

/**
 * Node shows bytes that are no UTF-8 as U+FFFD, which a name may also hold by right. `before`: what people write before
 * a name.
 */
function demandUtf8(place: string, before: string): void {
  for (const bytes of readdirSync(place, { encoding: 'buffer' })) {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw odd(`${before}${bytes.toString('latin1')}`, 'has a name that is not UTF-8', 'Rename it.', cause);
    }
  }
}

function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskProblem(path, error);
  }
}

function neither(path: string): Mistake {
  return odd(path, 'is neither a file nor a folder', 'Remove it: it is a socket, a pipe or a device.');
}

function odd(subject: string, what: string, remedy: string, cause?: unknown): Mistake {
  return new Mistake({ subject, what, remedy }, cause === undefined ? {} : { cause });
}
