import { delimiter, resolve } from 'node:path';
import type { Files } from '#kit/ports';

/** Absolute path of the first file of that name in the folders of PATH; null where there is none. */
export async function onPath(
  name: string,
  path: string | undefined,
  files: Pick<Files, 'root' | 'exists'>,
): Promise<string | null> {
  for (const folder of (path ?? '').split(delimiter)) {
    const place = resolve(files.root, folder, name);
    if ((await files.exists(place)) === 'file') return place;
  }
  return null;
}
