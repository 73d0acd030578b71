import { resolve } from 'node:path';
import type { Cache, Log } from '#kit/ports';

/** The repository's cache. A refusal or an outage is one notice and a miss, never a failed job. */
export function repositoryCache(root: string, log: Log): Cache {
  const at = (paths: readonly string[]) => paths.map((path) => resolve(root, path));
  const shrug = (what: string, error: unknown) => {
    log.notice(`The cache was not ${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
  return {
    async restore(key, paths) {
      try {
        const { isFeatureAvailable, restoreCache } = await import('@actions/cache');
        // GitHub matches by prefix too; only the very key is a hit
        return isFeatureAvailable() && (await restoreCache(at(paths), key)) === key;
      } catch (error) {
        shrug('read', error);
        return false;
      }
    },
    async save(key, paths) {
      try {
        const { isFeatureAvailable, saveCache } = await import('@actions/cache');
        if (!isFeatureAvailable()) return 'refused';
        return (await saveCache(at(paths), key)) === -1 ? 'present' : 'saved';
      } catch (error) {
        shrug('written', error);
        return 'refused';
      }
    },
  };
}
