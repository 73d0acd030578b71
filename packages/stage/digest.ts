import { Mistake } from '#kit/outcome';
import type { FileDigest, Host } from '#kit/ports';
import { type Digest, digestOfTree } from '#record/digest';

/** A file or folder as it lies on disk, by digest. */
export interface Measured {
  readonly digest: Digest;
  readonly files: number;
  readonly bytes: number;
  /** its files; of a single file the one, by its name */
  readonly list: readonly FileDigest[];
}

/**
 * The digest of a file or folder. A dataset is always a tree, also when it is one file, so that a renamed file
 * is another dataset; a model that is one file has the file's own digest. `read`: the bytes are read again whatever
 * is remembered of them.
 */
export async function measure(
  path: string,
  as: 'dataset' | 'model',
  host: Pick<Host, 'files' | 'digests'>,
  how: 'remembered' | 'read' = 'remembered',
): Promise<Measured> {
  if ((await host.files.exists(path)) === null)
    throw new Mistake({ subject: path, what: 'is not there', remedy: `Name the ${as} by its path.` });
  const found = await host.digests.of(path, how);
  const [only] = found;
  const single = found.length === 1 && only?.path === '';
  const list = single ? [{ ...only, path: basename(path) }] : found;
  return {
    digest: single && as === 'model' ? only.sha256 : digestOfTree(list),
    files: list.length,
    bytes: list.reduce((sum, file) => sum + file.size, 0),
    list,
  };
}

export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}
