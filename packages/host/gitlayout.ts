import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * What the files of a `.git` say by themselves (gitrepository-layout(5)), for less than a process costs. Where it is no
 * folder of the usual layout (a worktree, reftables, a folder below the repository) they say nothing, and git is asked.
 */

/** Most often the file of the configuration says so at once. */
export function hasNoRemote(folder: string): boolean {
  const plain = textOf(folder, 'config');
  return plain !== null && !/\[\s*(remote|include)/i.test(plain);
}

/** May git hold a ref that begins so? Where each ref is a file or a line of packed-refs, reading says no. */
export function mayHold(folder: string, prefix: `refs/${string}/`): boolean {
  if (!hasPlainRefs(folder)) return true;
  return (
    existsSync(join(folder, '.git', prefix)) || (textOf(folder, 'packed-refs')?.includes(prefix) ?? false)
  );
}

/** Names of the local branches; null: not told. */
export function writtenBranches(folder: string): readonly string[] | null {
  if (!hasPlainRefs(folder)) return null;
  // first the files, as git does: one that is packed meanwhile is then found among the lines
  const loose = looseBranches(folder);
  const packed = textOf(folder, 'packed-refs')?.matchAll(/^[0-9a-f]+ refs\/heads\/(.+)$/gm) ?? [];
  return [...new Set([...loose, ...[...packed].map(([, name = '']) => name)])].sort();
}

function looseBranches(folder: string): string[] {
  const home = join(folder, '.git', 'refs', 'heads');
  if (!existsSync(home)) return [];
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map((entry) => relative(home, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

/** Is history cut off? null: not told. */
export function writtenShallow(folder: string): boolean | null {
  if (textOf(folder, 'config') === null) return null;
  return existsSync(join(folder, '.git', 'shallow'));
}

/** Is each ref a file or a line of packed-refs, as the configuration says? */
export function hasPlainRefs(folder: string): boolean {
  const config = textOf(folder, 'config');
  return config !== null && !/refstorage|include/i.test(config);
}

function textOf(folder: string, name: string): string | null {
  try {
    return readFileSync(join(folder, '.git', name), 'utf8');
  } catch {
    return null;
  }
}
