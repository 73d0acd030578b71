import { basename, dirname, relative, resolve, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { digestOf } from '#record/digest';
import type { Copy } from '#record/lineage/copies';
import { FILE } from '#record/vocabulary';
import { ancestorCopies, type Folder, recordCopy, type Shelf } from './shelf.ts';

/** What somebody named by its path, put on the shelf unless it stands there already. */
export interface Asked {
  readonly shelf: Shelf;
  /** the record in it */
  readonly copy: Copy;
}

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * A stage's folder, its record.json, or any other file that is a record; `path` is absolute. A file or folder that
 * bears a digest as its name has to have it. What no record of ours lies in is a mistake.
 */
export async function askedPath(path: string, shelf: Shelf, host: Host): Promise<Asked> {
  const { files } = host;
  const alone = (await files.exists(path)) === 'file' && basename(path) !== FILE.record;
  if (alone) {
    const name = basename(path, '.json');
    const copy: Copy = { place: shown(path, host), bytes: await files.bytes(path), ...named(name) };
    return onShelf(copy, [], null, shelf);
  }
  const home = basename(path) === FILE.record ? dirname(path) : path;
  const known = [...shelf.folders].find(([, folder]) => resolve(files.root, folder.path) === home);
  if (known !== undefined) return { shelf, copy: known[0] };
  const folder = { place: shown(home, host), path: home };
  const copy = await recordCopy(folder, named(basename(home)).named, host);
  if (copy === null) {
    const remedy = 'Name the folder of an artifact, or a record.json.';
    throw new Mistake({ subject: shown(path, host), what: `holds no ${FILE.record}`, remedy });
  }
  return onShelf(copy, await ancestorCopies(folder, host), folder, shelf);
}

function named(name: string): { readonly named?: string } {
  return DIGEST.test(name) ? { named: name } : {};
}

/** The very same bytes under the same name need not stand there twice: it was the ledger that was named. */
function onShelf(copy: Copy, more: readonly Copy[], folder: Folder | null, shelf: Shelf): Asked {
  const same = shelf.copies.find((one) => one.named === copy.named && copy.named === digestOf(one.bytes));
  if (same !== undefined && digestOf(copy.bytes) === copy.named) return { shelf, copy: same };
  const folders = folder === null ? shelf.folders : new Map([...shelf.folders, [copy, folder] as const]);
  const carried = new Map([...shelf.carried, ...more.map((one) => [one, copy] as const)]);
  return { shelf: { ...shelf, copies: [copy, ...shelf.copies, ...more], folders, carried }, copy };
}

function shown(path: string, { files }: Pick<Host, 'files'>): string {
  const below = relative(files.root, path).split(sep).join('/');
  return below === '' ? '.' : below.startsWith('../..') ? path.split(sep).join('/') : below;
}
