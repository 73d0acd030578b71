import * as z from 'zod/mini';
import { jsonOrNull } from '#kit/json';
import type { FileDigest, Host } from '#kit/ports';
import type { Dataset } from '#project/project';
import { FILE } from '#record/vocabulary';

const journal = z.object({ path: z.string(), before: z.array(z.string()) });

const noteOf = (dataset: Dataset) => `${FILE.state}/making/${dataset.name}.json`;

/**
 * A producer may add to a folder that holds files of the user's own, so its folder is never cleared. But when it was
 * killed in the middle, what it had added by then must not pass for data: before it runs, the files that are there
 * are written down; a run that finds such a note sets aside what is not in it.
 */
export async function clearLeftovers(dataset: Dataset, host: Host): Promise<void> {
  const note = noteOf(dataset);
  const before = await noted(note, dataset.path, host);
  const there = await listed(dataset.path, host);
  if (before === null) {
    await host.files.write(note, JSON.stringify({ path: dataset.path, before: there }), 'durable');
    return;
  }
  const known = new Set(before);
  const left = there.filter((path) => !known.has(path));
  await setAside(dataset, left, 'may be of a run that did not end', host);
}

/** The dataset is whole: there is nothing to be cleared any more. */
export async function endMaking(dataset: Dataset, { files }: Host): Promise<void> {
  const note = noteOf(dataset);
  if ((await files.exists(note)) !== null) await files.remove(note);
}

/** What lies in a dataset's place and is not as it was kept is set aside, before the kept files take the place. */
export async function makeRoom(dataset: Dataset, kept: readonly FileDigest[], host: Host): Promise<void> {
  if ((await host.files.exists(dataset.path)) === null) return;
  const known = new Map(kept.map(({ path, sha256 }) => [path, sha256]));
  const there = await host.digests.of(dataset.path);
  const other = there.filter(({ path, sha256 }) => known.get(path) !== sha256);
  await setAside(
    dataset,
    other.map(({ path }) => path),
    'is not as it was made',
    host,
  );
}

/** Nothing is lost: the last that was set aside of each path is kept. */
async function setAside(
  dataset: Dataset,
  paths: readonly string[],
  why: string,
  { files, log }: Host,
): Promise<void> {
  if (paths.length === 0) return;
  const home = `${FILE.state}/aside/${dataset.name}`;
  for (const path of paths) {
    const name = path === '' ? (dataset.path.split('/').at(-1) ?? 'data') : path;
    await files.move(path === '' ? dataset.path : `${dataset.path}/${path}`, `${home}/${name}`);
  }
  const what =
    paths.length === 1 ? `${paths[0] || dataset.path} ${why}` : `${paths.length} files: each ${why}`;
  log.notice(`${dataset.name}: ${what}; moved to ${home}.`);
}

async function noted(note: string, path: string, { files }: Host): Promise<readonly string[] | null> {
  if ((await files.exists(note)) !== 'file') return null;
  const read = journal.safeParse(jsonOrNull(await files.text(note).catch(() => '')));
  return read.success && read.data.path === path ? read.data.before : null;
}

/** Paths below a folder; of a file that is there one empty path. */
async function listed(path: string, { files }: Host): Promise<string[]> {
  const kind = await files.exists(path);
  if (kind === null) return [];
  return kind === 'file' ? [''] : (await files.list(path)).map((entry) => entry.path);
}
