import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { measure } from './digest.ts';

/**
 * Puts kept bytes where the command would have left them, unless they lie there already. They are read once more
 * when they have been copied: what is used is what was checked.
 */
export async function putInPlace(
  kept: string,
  path: string,
  host: Pick<Host, 'files' | 'digests'>,
): Promise<boolean> {
  const expected = (await measure(kept, 'model', host)).digest;
  const there = (await host.files.exists(path)) !== null;
  if (there && (await measure(path, 'model', host)).digest === expected) return false;
  await host.files.copy(kept, path);
  if ((await measure(path, 'model', host, 'read')).digest !== expected) {
    const remedy = 'Check the disk, remove .mlops/cache and run again.';
    throw new Mistake({ subject: path, what: 'came out of the cache damaged', remedy });
  }
  return true;
}
