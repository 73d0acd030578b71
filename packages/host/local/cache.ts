import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from '#kit/ports';

/** `<home>/<key>/<n>` for the n-th path. The time of last use is the entry's mtime. */
export function folderCache(home: string, at: (path: string) => string): Cache {
  return {
    async restore(key, paths) {
      const entry = join(home, key);
      if ((await stat(entry).catch(() => null)) === null) return false;
      for (const [index, path] of paths.entries()) {
        await rm(at(path), { recursive: true, force: true });
        await mkdir(join(at(path), '..'), { recursive: true });
        const copied = await cp(join(entry, String(index)), at(path), { recursive: true }).then(
          () => true,
          () => false,
        );
        if (!copied) return false;
      }
      const now = new Date();
      await utimes(entry, now, now);
      return true;
    },
    async save(key, paths) {
      const beside = join(home, `.part-${randomUUID()}`);
      await mkdir(beside, { recursive: true });
      for (const [index, path] of paths.entries())
        await cp(at(path), join(beside, String(index)), { recursive: true });
      await rm(join(home, key), { recursive: true, force: true });
      await rename(beside, join(home, key));
      return 'saved';
    },
  };
}
