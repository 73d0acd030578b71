import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { LinkedFolder } from '#kit/ports';
import { isInside } from './boundary.ts';
import { versionedFiles } from './git.ts';

/** What lies behind a link to a folder; see the port. `path`: absolute. */
export async function linkedFolder(
  path: string,
  said: string,
  workspace: string,
  subject: string,
): Promise<LinkedFolder | null> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return null;
  const there = realOrNull(path);
  if (there === null || !statSync(there).isDirectory()) return null;
  const home = realpathSync.native(workspace);
  const what = !isInside(there, home)
    ? 'is a link to a folder out of the checkout: nothing would tell a change of what lies there'
    : isInside(realpathSync.native(dirname(path)), there)
      ? 'is a link to a folder that holds it'
      : null;
  if (what !== null) {
    const remedy = `Name the files that count under ${subject}:, or put what it leads to in its place.`;
    throw new Mistake({ subject, what, remedy, value: said });
  }
  const files = (await versionedFiles(there, workspace)) ?? [];
  return { target: relative(home, there).split(sep).join('/'), files };
}

/** null: it leads to nothing, or in a circle. */
function realOrNull(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
