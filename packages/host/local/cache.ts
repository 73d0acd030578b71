import { lstat, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache, Log } from '#kit/ports';
import { isInside } from '../boundary.ts';

interface Surroundings {
  /** the folder of which each folder is an entry: `.mlops/cache` */
  readonly home: string;
  readonly at: (path: string) => string;
  /** bytes it may hold */
  readonly limit: number;
  readonly log: Pick<Log, 'notice' | 'info'>;
}

/**
 * On a laptop bytes stay where they were put: an entry is there or it is not, and the time of its last use is the
 * mtime of its folder. What is kept beyond the limit is removed by a save, the longest unused first, never the entry
 * that is saved.
 */
export function folderCache({ home, at, limit, log }: Surroundings): Cache {
  return {
    async restore(_key, paths) {
      const there = await Promise.all(paths.map((path) => exists(at(path))));
      if (!there.every((one) => one)) return false;
      const now = new Date();
      await Promise.all(paths.map((path) => utimes(at(path), now, now).catch(() => undefined)));
      return true;
    },
    async save(_key, paths) {
      const own = new Set(paths.map((path) => at(path)));
      // what lies elsewhere is no entry: tidying for its sake could take the one that was just made
      if (![...own].some((path) => isInside(path, home))) return 'saved';
      try {
        await evict(home, own, limit, log);
      } catch (error) {
        log.notice(`The cache was not tidied: ${error instanceof Error ? error.message : String(error)}`);
      }
      return 'saved';
    },
  };
}

interface Entry {
  readonly folder: string;
  readonly bytes: number;
  readonly usedMs: number;
}

async function evict(
  home: string,
  own: ReadonlySet<string>,
  limit: number,
  log: Pick<Log, 'info'>,
): Promise<void> {
  const entries = await entriesOf(home);
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes <= limit) return;
  const oldest = entries
    .filter(({ folder }) => !own.has(folder))
    .sort((one, other) => one.usedMs - other.usedMs);
  let [gone, freed] = [0, 0];
  for (const entry of oldest) {
    if (bytes <= limit) break;
    await rm(entry.folder, { recursive: true, force: true, maxRetries: 3 });
    bytes -= entry.bytes;
    freed += entry.bytes;
    gone++;
  }
  if (gone === 0) return;
  log.info(
    `The cache held more than ${(limit / 1e9).toFixed(1)} GB: ${gone} entries unused for longest were removed (${(freed / 1e6).toFixed(1)} MB).`,
  );
}

async function entriesOf(home: string): Promise<Entry[]> {
  const found = await readdir(home, { withFileTypes: true }).catch(() => []);
  // a file is something else's: a file manager leaves some
  const folders = found.filter((entry) => entry.isDirectory());
  return Promise.all(
    folders.map(async ({ name }) => {
      const folder = join(home, name);
      const { mtimeMs } = await stat(folder);
      return { folder, bytes: await sizeOf(folder), usedMs: mtimeMs };
    }),
  );
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await lstat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
