import picomatch from 'picomatch';
import type { Host } from '#kit/ports';
import { filesMatching } from '#source/globs';
import { basename } from './digest.ts';
import { isMlflowStore } from './metricsfile.ts';

type Ports = Pick<Host, 'files'>;

/** Where a scoring keeps the metrics files that its command wrote, by their paths. */
const WRITTEN = 'metrics';

/** Metrics files as they lay there before a command ran: of each entry their paths, and where they wait. */
export type Aside = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Puts the metrics files that `evaluate.metrics` names out of the way: what a scoring command then leaves there is its
 * own. Folders and databases, which hold more than one run, stay.
 */
export async function setAside(entries: readonly string[], host: Ports): Promise<Aside> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const entry of entries) {
    const places = new Map<string, string>();
    for (const path of await lying(entry, host)) {
      const place = `${await host.files.temporary('metrics')}/${basename(path)}`;
      await host.files.copy(path, place);
      await host.files.remove(path);
      places.set(path, place);
    }
    found.set(entry, places);
  }
  return found;
}

/** Copies what the command wrote into its folder; where it wrote nothing, what was put aside comes back. */
export async function keepWritten(aside: Aside, folder: string | null, host: Ports): Promise<void> {
  for (const [entry, places] of aside) {
    const written = await lying(entry, host);
    if (folder !== null)
      for (const path of written) await host.files.copy(path, `${folder}/${WRITTEN}/${path}`);
    if (written.length === 0) for (const [path, place] of places) await host.files.copy(place, path);
  }
}

/** Everything lies there again as it did: another model was scored meanwhile, whose metrics these are not. */
export async function takeBack(aside: Aside, host: Ports): Promise<void> {
  for (const [entry, places] of aside) {
    for (const path of await lying(entry, host)) await host.files.remove(path);
    for (const [path, place] of places) await host.files.copy(place, path);
  }
}

/** Puts back what a scoring that is not repeated wrote, in place of what lies there now. */
export async function restoreWritten(
  entries: readonly string[],
  folder: string,
  { files }: Ports,
): Promise<void> {
  if ((await files.exists(`${folder}/${WRITTEN}`)) !== 'folder') return;
  const kept = (await files.list(`${folder}/${WRITTEN}`)).map(({ path }) => path);
  for (const entry of entries) {
    const place = placeOf(entry);
    const matches = picomatch(place, { dot: true });
    const own = kept.filter((path) => path === place || matches(path));
    if (own.length === 0) continue;
    for (const path of await lying(entry, { files })) await files.remove(path);
    for (const path of own) await files.copy(`${folder}/${WRITTEN}/${path}`, path);
  }
}

/** `prefix=path` names the path. */
export function placeOf(entry: string): string {
  return /^[A-Za-z_][\w.-]*=(.+)$/.exec(entry)?.[1] ?? entry;
}

/** The files of an entry that are there. */
async function lying(entry: string, { files }: Ports): Promise<string[]> {
  const place = await files.within(placeOf(entry), 'evaluate.metrics');
  const kind = await files.exists(place);
  if (kind === 'folder' || basename(place) === 'dvc.yaml') return [];
  const paths =
    kind === 'file' ? [place] : picomatch.scan(place).isGlob ? await filesMatching([place], { files }) : [];
  const stores = await Promise.all(paths.map((path) => isMlflowStore(path, files)));
  return paths.filter((_, at) => stores[at] === false);
}
