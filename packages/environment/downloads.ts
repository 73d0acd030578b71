import { join } from 'node:path';
import type { Host } from '#kit/ports';
import { FILE } from '#record/vocabulary';
import type { Uv } from './uv.ts';

/** uv's folder of downloads for one installation, kept over runs where that is asked for. */
export interface Downloads {
  readonly env: Readonly<Record<string, string>>;
  readonly hit: boolean;
  /** after a successful installation */
  keep(): Promise<void>;
}

/**
 * Above this many bytes wheels come faster from the index than from the cache, and only what uv built itself is
 * kept (measured for setup-uv, its pull request 967).
 */
const WORTH_KEEPING = 400e6;

/**
 * A folder of downloads under `.mlops` that the host's cache keeps.
 *
 * @param key null: uv's own cache is used, as on a laptop
 */
export async function downloads(
  key: string | null,
  uv: Uv,
  { cache, files, log }: Pick<Host, 'cache' | 'files' | 'log'>,
): Promise<Downloads> {
  if (key === null) return { env: {}, hit: false, keep: async () => {} };
  const path = `${FILE.state}/uv-cache`;
  const env = { UV_CACHE_DIR: join(files.root, path) };
  const hit = await cache.restore(key, [path]);
  log.info(hit ? 'Downloads of an earlier run were restored.' : 'No downloads of an earlier run.');
  const keep = async () => {
    if (hit) return;
    const asked = { cwd: files.root, env };
    const size = Number((await uv.ask(['cache', 'size', '--preview-features=cache-size'], asked)).stdout);
    if (size > WORTH_KEEPING) await uv.run(['cache', 'prune', '--ci', '--force'], asked);
    const saved = await cache.save(key, [path]);
    log.info(
      `Downloads (${(size / 1e6).toFixed(0)} MB): ${saved === 'refused' ? 'not kept, the cache refused' : 'kept for later runs'}.`,
    );
  };
  return { env, hit, keep };
}
