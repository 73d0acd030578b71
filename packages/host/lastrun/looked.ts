import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { stampOf } from '../hashing/stamp.ts';
import { statFile, walkFiles } from '../listing.ts';
import type { View } from './view.ts';

/** Absolute paths a run has looked at, and how closely. */
export interface Looked {
  /** is something there, a file or a folder? */
  readonly kinds: readonly string[];
  /** the file's content */
  readonly files: readonly string[];
  /** the file's content, or that of every file below the folder */
  readonly trees: readonly string[];
  /** the same of entries of the cache, of which the folder's own time is that of its last use */
  readonly used: readonly string[];
}

/** @throws Mistake where a folder holds what cannot be listed */
export async function seePaths(looked: Looked, workspace: string, into: View): Promise<void> {
  for (const path of looked.kinds) seeKind(path, into);
  for (const path of looked.files) seeFile(path, into);
  for (const path of looked.trees) {
    if (seeFile(path, into) !== 'folder') continue;
    into.moment(statSync(path).ctimeMs);
    await seeBelow(path, workspace, into);
  }
  for (const path of looked.used) if (seeFile(path, into) === 'folder') await seeBelow(path, workspace, into);
}

async function seeBelow(folder: string, workspace: string, into: View): Promise<void> {
  const { found, foldersMs } = await walkFiles(folder, workspace);
  for (const file of found) into.file(file);
  into.moment(foldersMs);
}

/** A link counts as itself too. */
function seeKind(path: string, into: View): 'file' | 'folder' | 'nothing' {
  const own = lstatSync(path, { throwIfNoEntry: false });
  const linked = own?.isSymbolicLink() === true;
  const stats = linked ? statSync(path, { throwIfNoEntry: false }) : own;
  const kind = stats === undefined ? 'nothing' : stats.isDirectory() ? 'folder' : 'file';
  into.word(`${kind} ${path}`);
  if (linked) into.file({ path, ...stampOf(own) });
  if (own === undefined) into.moment(lastTaken(path));
  return kind;
}

/** When something was last taken away where a path would lie. */
function lastTaken(path: string): number {
  const stats = statSync(dirname(path), { throwIfNoEntry: false });
  return stats?.isDirectory() === true || dirname(path) === path
    ? (stats?.ctimeMs ?? 0)
    : lastTaken(dirname(path));
}

function seeFile(path: string, into: View): 'file' | 'folder' | 'nothing' {
  const kind = seeKind(path, into);
  const stamp = kind === 'file' ? statFile(path) : null;
  if (stamp !== null) into.file({ path, ...stamp });
  return kind;
}
