import { Mistake } from '#kit/outcome';
import type { Files, Host } from '#kit/ports';
import { type Digest, digestOfStream, digestOfTree, type FileDigest } from '#record/digest';

/** A file or folder as it lies on disk, by digest. */
export interface Measured {
  readonly digest: Digest;
  readonly files: number;
  readonly bytes: number;
}

/**
 * The digest of a file or folder. A dataset is always a tree, also when it is one file, so that a renamed file
 * is another dataset; a model that is one file has the file's own digest.
 */
export async function measure(
  path: string,
  as: 'dataset' | 'model',
  host: Pick<Host, 'files' | 'log'>,
): Promise<Measured> {
  const kind = await host.files.exists(path);
  if (kind === null)
    throw new Mistake({ subject: path, what: 'is not there', remedy: `Name the ${as} by its path.` });
  if (kind === 'file' && as === 'model') {
    const [only] = await hashed('', [{ path, size: 0 }], host);
    return { digest: only?.sha256 ?? '', files: 1, bytes: only?.size ?? 0 };
  }
  const entries = kind === 'file' ? [{ path, size: 0 }] : await host.files.list(path);
  const files = await hashed(kind === 'file' ? '' : path, entries, host);
  const named = kind === 'file' ? files.map((file) => ({ ...file, path: basename(file.path) })) : files;
  return {
    digest: digestOfTree(named),
    files: named.length,
    bytes: named.reduce((sum, file) => sum + file.size, 0),
  };
}

async function hashed(
  folder: string,
  entries: readonly { path: string; size: number }[],
  host: Pick<Host, 'files' | 'log'>,
): Promise<FileDigest[]> {
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const progress = host.log.progress(`digests of ${folder || 'one file'}`);
  let done = 0;
  const files: FileDigest[] = [];
  try {
    for (const { path } of entries) {
      let size = 0;
      const counted = counting(host.files, folder === '' ? path : `${folder}/${path}`, (bytes) => {
        size += bytes;
        done += bytes;
        progress.update(done, total, 'bytes');
      });
      files.push({ path, sha256: await digestOfStream(counted), size });
    }
    return files;
  } finally {
    progress.end();
  }
}

async function* counting(
  files: Files,
  path: string,
  seen: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of files.stream(path)) {
    seen(chunk.byteLength);
    yield chunk;
  }
}

export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}
