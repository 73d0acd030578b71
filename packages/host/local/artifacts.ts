import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Artifact, Artifacts, Files } from '#kit/ports';
import { demandPublishable, taken } from '../artifactname.ts';
import { type Listed, listFiles, sorted } from '../listing.ts';

/** Runs whose artifact of one name is kept. */
const KEPT = 5;

/**
 * `<home>/<name>/<run>/…`, with GitHub's rules: a name once a run, the newest over runs, never overwritten. Run
 * ids sort in the order of time. A folder appears complete, by a rename. What a skipped stage publishes again, the
 * very same files, is there already.
 */
export function folderArtifacts(
  home: string,
  run: string,
  files: Pick<Files, 'list' | 'link' | 'remove'>,
  source: (folder: string) => string,
): Artifacts {
  const published = new Set<string>();
  return {
    async publish(name, folder) {
      demandPublishable(name, await files.list(folder));
      const target = join(home, name, run);
      if (published.has(name) || (await isThere(target))) throw taken(name);
      published.add(name);
      const [newest] = await runs(home, name);
      if (newest !== undefined && (await sameFiles(source(folder), join(home, name, newest))))
        return described(home, name, newest);
      await files.link(folder, target).catch(async (error: unknown) => {
        throw (await isThere(target)) ? taken(name, error) : error;
      });
      for (const old of (await runs(home, name)).slice(KEPT)) await files.remove(join(home, name, old));
      return described(home, name, run);
    },
    async list() {
      const names = (await readdir(home).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
      const found: Artifact[] = [];
      for (const name of names) {
        const [newest] = await runs(home, name);
        if (newest !== undefined) found.push(await described(home, name, newest));
      }
      return found;
    },
    open: ({ name, id }) => Promise.resolve(join(home, basename(name), basename(id))),
  };
}

/** Second names of the same files, all of them: size, times and inode are equal. */
async function sameFiles(one: string, other: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all(
    [one, other].map(async (folder) => sorted(await listFiles(folder, folder))),
  );
  const stampOf = (file?: Listed) => `${file?.path} ${file?.stamp}`;
  return (
    ours?.length === theirs?.length &&
    (ours ?? []).every((file, index) => stampOf(file) === stampOf(theirs?.[index]))
  );
}

/** Newest first. */
async function runs(home: string, name: string): Promise<string[]> {
  const found = await readdir(join(home, name)).catch(() => []);
  return found
    .filter((id) => !id.startsWith('.'))
    .sort()
    .reverse();
}

async function described(home: string, name: string, id: string): Promise<Artifact> {
  return { name, id, createdAt: (await stat(join(home, name, id))).birthtime.toISOString() };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
