import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { FOLDERS, folderKind, readMetricsFolder } from '#metrics/file/folder';
import { readMetrics } from '#metrics/file/read';
import type { MetricsFile } from '#metrics/file/written';
import { newestLogged } from './mlflow.ts';

type Ports = Pick<Host, 'files' | 'log'>;

/** How an SQLite file begins (sqlite.org/fileformat.html, 1.3). */
const SQLITE = new TextEncoder().encode('SQLite format 3\0');

/**
 * The metrics at a path: a file or a folder in a format that is known. Of an MLflow store, a folder or a database, its
 * newest run is read.
 *
 * @throws Mistake where nothing is there, or nothing that is known
 */
export async function readMetricsAt(path: string, { files, log }: Ports): Promise<MetricsFile> {
  const kind = await files.exists(path);
  if (kind === null) {
    const remedy = 'Name a metrics file that a tool wrote, or its folder; a glob has a * in it.';
    throw new Mistake({ subject: path, what: 'is not there', remedy });
  }
  if (await isMlflowStore(path, files)) return newestLogged(path, { files, log });
  if (kind === 'file') return readMetrics({ path, bytes: await files.bytes(path) });
  const listed = await files.list(path);
  const found = folderKind(listed.map((entry) => entry.path));
  if (found === null)
    throw new Mistake({ subject: path, what: 'is a folder of nothing that is known', remedy: FOLDERS });
  const contents = await Promise.all(
    found.wanted.map(async (one) => ({ path: one, bytes: await files.bytes(`${path}/${one}`) })),
  );
  return readMetricsFolder(found.kind, contents, path);
}

/** Is it a folder of MLflow's experiments, or an SQLite file? */
export async function isMlflowStore(path: string, files: Ports['files']): Promise<boolean> {
  const kind = await files.exists(path);
  if (kind === 'folder')
    return (await files.list(path)).some((entry) => /^[^/]+\/[^/]+\/meta\.yaml$/.test(entry.path));
  if (kind === null) return false;
  let at = 0;
  for await (const piece of files.stream(path, { from: 0, to: SQLITE.length }))
    for (const byte of piece) if (byte !== SQLITE[at++]) return false;
  return at === SQLITE.length;
}
