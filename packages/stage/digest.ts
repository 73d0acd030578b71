import { Mistake } from '#kit/outcome';
import type { FileDigest, FolderSummary, Host } from '#kit/ports';
import { digestOfTree } from '#record/digest';

/** A file or folder as it lies on disk, by digest. */
export interface Measured extends FolderSummary {
  /** its files; of a single file the one, by its name */
  readonly list: () => Promise<readonly FileDigest[]>;
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
  const kind = await host.files.exists(path);
  if (kind === null)
    throw new Mistake({ subject: path, what: 'is not there', remedy: `Name the ${as} by its path.` });
  if (kind === 'folder') {
    if (how === 'read') await host.digests.of(path, 'read');
    return { ...(await host.digests.summary(path, summarise)), list: () => host.digests.of(path) };
  }
  const [only] = await host.digests.of(path, how);
  if (only === undefined) throw new Error(`${path} has no digest`);
  const named = [{ ...only, path: basename(path) }];
  const list = () => Promise.resolve(named);
  return { digest: as === 'model' ? only.sha256 : digestOfTree(named), files: 1, bytes: only.size, list };
}

function summarise(files: readonly FileDigest[]): FolderSummary {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { digest: digestOfTree(files), files: files.length, bytes };
}

export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}
