import type { Host } from '#kit/ports';
import { visibleFiles } from '#stage/code';
import { DATA_FOLDERS } from '#survey/data';
import { spelledPaths } from '#survey/python';
import { isRead, READ_AT_MOST, type Sight } from '#survey/sight';
import { headerOf } from './import-dvc.ts';

/** Paths that code spells out are looked for on the disk, and headers of tables read, up to so many. */
const LOOKED_FOR = 1000;

/** Longer files of code or of requirements were written by programs, and tell nothing more. */
const LONG = 2_000_000;

/** What the files of a repository say, and the first lines of tables that its code names. */
export async function lookAt(
  host: Host,
): Promise<{ readonly sight: Sight; readonly headers: ReadonlyMap<string, readonly string[]> }> {
  const { files } = host;
  const paths = [...(await visibleFiles(host))].filter((path) => !path.startsWith('.mlops/'));
  const depth = (path: string) => path.split('/').length;
  const wanted = paths
    .filter(isRead)
    .sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
  const texts = new Map<string, string>();
  for (const path of wanted.slice(0, READ_AT_MOST)) {
    if ((await files.exists(path)) !== 'file') continue;
    const text = await files.text(path);
    if (text.length < LONG) texts.set(path, text);
  }
  const spelled = [...texts]
    .filter(([path]) => path.endsWith('.py'))
    .flatMap(([path, text]) => spelledPaths(text, path));
  const named = new Set([...DATA_FOLDERS, 'mlruns', 'mlflow.db', ...spelled.map(({ value }) => value)]);
  const hidden = new Set<string>();
  const headers = new Map<string, readonly string[]>();
  for (const path of [...named].slice(0, LOOKED_FOR)) {
    if ((await files.exists(path)) === null) continue;
    hidden.add(path);
    const header = await headerOf(path, files);
    if (header !== null) headers.set(path, header);
  }
  return { sight: { paths, hidden, texts }, headers };
}
