import { dirname, join } from 'node:path';
import type { Files } from '#kit/ports';
import type { Lock } from './lock.ts';

/**
 * Do the lock file and the settings beside it alone decide what is installed? Not where versions are chosen anew each time;
 * where packages of the machine's own folders are built, or held against the lock; and where a project computes its own
 * metadata, or finds its members by a pattern.
 */
export async function isDecided(
  { held, kind, packages, absolute }: Lock,
  files: Pick<Files, 'exists' | 'text'>,
): Promise<boolean> {
  if (!held || packages.some(({ source }) => isOwn(source))) return false;
  const project = join(dirname(absolute), 'pyproject.toml');
  if (kind !== 'uv' || (await files.exists(project)) !== 'file') return true;
  return !/\b(dynamic|workspace)\b/.test(await files.text(project));
}

/** The project itself, which is not installed, has all it says in its pyproject.toml. */
function isOwn(source: string | null): boolean {
  return source !== 'virtual:.' && /^(path|directory|editable|virtual):/.test(source ?? '');
}
