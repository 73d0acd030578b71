import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isInside } from '../boundary.ts';
import { stampOf } from '../hashing/stamp.ts';
import type { View } from './view.ts';

/** Below `.mlops`: where a run that stands is written down. */
export const MEMORY = 'last/run.json';

/**
 * Drafts say nothing; of environments and of the cache only that they are there, since they may be large: what a run looks
 * at in them it looks at by name.
 */
const NAMED = new Set(['env', 'cache']);

/** Is what lies at this absolute path seen with the state as a whole? */
export function isOfState(path: string, state: string): boolean {
  const top = relative(state, path).split(sep)[0] ?? '';
  return isInside(path, state) && !NAMED.has(top);
}

/**
 * All that earlier runs have left in `.mlops`. false: somebody is at work there, or some of it lies behind a link, where it
 * is not looked at. Folders count with their times, which tell what was taken away, but for those in which it is written
 * that a run was here.
 */
export function seeState(state: string, into: View): boolean {
  for (const entry of entriesOf(state)) {
    const { name } = entry;
    if (name === 'lock' || name.startsWith('lock.')) return false;
    if (name === 'tmp') continue;
    const path = join(state, name);
    if (NAMED.has(name)) into.word([name, ...namesIn(path)].join('\0'));
    else {
      if (entry.isSymbolicLink()) return false;
      if (!MEMORY.startsWith(`${name}/`)) into.file({ path, ...stampOf(lstatSync(path)) });
      if (entry.isDirectory() && !below(path, join(state, MEMORY), into)) return false;
    }
  }
  return true;
}

/** false: there is a link */
function below(folder: string, memory: string, into: View): boolean {
  return entriesOf(folder).every((entry) => {
    const path = join(folder, entry.name);
    if (path === memory) return true;
    if (entry.isSymbolicLink()) return false;
    into.file({ path, ...stampOf(lstatSync(path)) });
    return !entry.isDirectory() || below(path, memory, into);
  });
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
