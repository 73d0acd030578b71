import { z } from 'zod';
import { json, twirpError } from './answer.ts';
import type { Blobs } from './blobs.ts';
import { method, type Service } from './twirp.ts';

interface Entry {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  /** the ref whose runs may see it */
  readonly scope: string;
  done: boolean;
}

const Named = z.object({ key: z.string(), version: z.string() });
const Finalize = z.object({ key: z.string(), version: z.string(), size_bytes: z.string() });
const Find = z.object({
  key: z.string(),
  version: z.string(),
  restore_keys: z.array(z.string()).default([]),
});

/**
 * `github.actions.results.api.v1.CacheService`, as @actions/cache 6 speaks to it. Entries never change; a run sees those
 * of its own ref and of the refs its token names after it. A token that may only read is refused in the body of a 200.
 */
export function cacheService(blobs: Blobs, home: () => string): Service {
  const entries: Entry[] = [];
  const blobOf = ({ id }: Entry) => `cache-${id}`;
  const exact = (key: string, version: string, scope: string) =>
    entries.find((one) => one.key === key && one.version === version && one.scope === scope);
  return {
    CreateCacheEntry: method(Named, ({ key, version }, { cache, cacheScopes: [scope = ''] }) => {
      if (cache === 'read')
        return json(200, { ok: false, message: 'cache write denied: token is read-only' });
      if (exact(key, version, scope) !== undefined) {
        return twirpError(
          409,
          'already_exists',
          'cache entry with the same key, version, and scope already exists',
        );
      }
      const entry = { id: 7001 + entries.length, key, version, scope, done: false };
      entries.push(entry);
      return json(200, { ok: true, signed_upload_url: home() + blobs.sign(blobOf(entry)) });
    }),
    FinalizeCacheEntryUpload: method(
      Finalize,
      ({ key, version, size_bytes }, { cacheScopes: [scope = ''] }) => {
        const entry = exact(key, version, scope);
        const size = entry === undefined ? undefined : blobs.bytes(blobOf(entry))?.length;
        if (entry === undefined || size === undefined)
          return twirpError(404, 'not_found', `no upload for ${key}`);
        if (String(size) !== size_bytes) return json(200, { ok: false, message: `${size} bytes arrived` });
        entry.done = true;
        return json(200, { ok: true, entry_id: String(entry.id) });
      },
    ),
    GetCacheEntryDownloadURL: method(Find, ({ key, version, restore_keys }, { cacheScopes }) => {
      for (const scope of cacheScopes) {
        const seen = entries.filter((one) => one.done && one.version === version && one.scope === scope);
        const found = best(seen, [key, ...restore_keys]);
        if (found === undefined) continue;
        const signed_download_url = home() + blobs.sign(blobOf(found));
        return json(200, { ok: true, signed_download_url, matched_key: found.key });
      }
      return json(200, { ok: false });
    }),
  };
}

/**
 * The documented order: the key itself, then what begins with the key, then what begins with each restore key in turn,
 * the newest first ("Cache key matching", docs.github.com).
 */
function best(entries: readonly Entry[], [key = '', ...restoreKeys]: readonly string[]): Entry | undefined {
  const match = entries.find((one) => one.key === key);
  if (match !== undefined) return match;
  for (const prefix of [key, ...restoreKeys]) {
    const found = entries.findLast((one) => one.key.startsWith(prefix));
    if (found !== undefined) return found;
  }
  return undefined;
}
