import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { stampOf } from '../hashing/stamp.ts';
import { statFile, walkFiles } from '../listing.ts';
import type { View } from './view.ts';

/** Absolute paths a run has looked at, and how closely. */
export interface Looked {
  /** is something there, a file or a folder? */
  readonly kinds: readonly string[];
  /** there was nothing there when it looked */
  readonly absent: readonly string[];
  /** names in the folder itself */
  readonly names: readonly string[];
  /** the file's content */
  readonly files: readonly string[];
  /** the file's content, or that of every file below the folder */
  readonly trees: readonly string[];
  /** the same of entries of the cache, of which the folder's own time is that of its last use */
  readonly used: readonly string[];
}

/** @throws Mistake where a folder holds what cannot be listed */
export async function seePaths(looked: Looked, workspace: string, into: View): Promise<void> {
  for (const path of looked.absent) into.word(`${kindOf(statOf(path))} ${path}`);
  for (const path of looked.kinds) seeKind(path, into);
  for (const path of looked.names) seeNames(path, into);
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

type Kind = 'file' | 'folder' | 'nothing';

function kindOf(stats: Stats | undefined): Kind {
  return stats === undefined ? 'nothing' : stats.isDirectory() ? 'folder' : 'file';
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** A link counts as itself too. */
function seeKind(path: string, into: View): Kind {
  const own = lstatSync(path, { throwIfNoEntry: false });
  const linked = own?.isSymbolicLink() === true;
  const kind = kindOf(linked ? statOf(path) : own);
  into.word(`${kind} ${path}`);
  if (linked) into.file({ path, ...stampOf(own) });
  if (own === undefined) into.moment(lastTaken(path));
  return kind;
}

function seeNames(path: string, into: View): void {
  if (seeKind(path, into) !== 'folder') return;
  into.word(readdirSync(path).sort().join('\0'));
  into.moment(statSync(path).ctimeMs);
}

/** When something was last taken away where a path would lie. */
function lastTaken(path: string): number {
  const stats = statOf(dirname(path));
  return stats?.isDirectory() === true || dirname(path) === path
    ? (stats?.ctimeMs ?? 0)
    : lastTaken(dirname(path));
}

function seeFile(path: string, into: View): Kind {
  const kind = seeKind(path, into);
  const stamp = kind === 'file' ? statFile(path) : null;
  if (stamp !== null) into.file({ path, ...stamp });
  return kind;
}
