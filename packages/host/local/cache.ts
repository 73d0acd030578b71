import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cache, Log } from '#kit/ports';

/**
 * `<home>/<key>/<n>` for the n-th path, and `paths.json`, which says what was kept: as on GitHub, other paths
 * under the same key are a miss. The time of last use is the entry's mtime. What cannot be kept or read (a full
 * disk) is a notice and a miss.
 */
export function folderCache(home: string, at: (path: string) => string, log: Pick<Log, 'notice'>): Cache {
  return {
    async restore(key, paths) {
      const entry = join(home, folderOf(key));
      const kept = await readFile(join(entry, 'paths.json'), 'utf8').catch(() => null);
      if (kept !== JSON.stringify(paths)) return false;
      try {
        for (const [index, path] of paths.entries()) await replace(at(path), join(entry, String(index)));
        const now = new Date();
        await utimes(entry, now, now);
        return true;
      } catch (error) {
        log.notice(`The cache was not read: ${reasonOf(error)}`);
        return false;
      }
    },
    async save(key, paths) {
      const draft = join(home, `.draft-${randomUUID()}`);
      try {
        await mkdir(draft, { recursive: true });
        for (const [index, path] of paths.entries()) await copyTree(at(path), join(draft, String(index)));
        await writeFile(join(draft, 'paths.json'), JSON.stringify(paths));
        await exchange(draft, join(home, folderOf(key)));
        return 'saved';
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        log.notice(`The cache was not written: ${reasonOf(error)}`);
        return 'refused';
      }
    },
  };
}

/** A key as one folder name; what a file system may not take goes by its digest. */
function folderOf(key: string): string {
  return /^[\w][\w.-]{0,199}$/.test(key) ? key : `key-${createHash('sha256').update(key).digest('hex')}`;
}

/** Links are kept as they are: an environment is full of them. */
async function copyTree(from: string, to: string): Promise<void> {
  const options = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  await cp(from, to, { ...options, mode: constants.COPYFILE_FICLONE });
}

async function replace(path: string, from: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await copyTree(from, beside);
    await exchange(beside, path);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

async function exchange(made: string, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  await rename(made, path);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
