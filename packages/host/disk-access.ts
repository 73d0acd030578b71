import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Digests, Log } from '#kit/ports';
import { isInside } from './boundary.ts';
import { type DiskFiles, type DiskOptions, DRAFTS, diskFiles } from './files.ts';
import { diskDigests } from './hashing/digests.ts';
import { StatCache } from './hashing/statcache.ts';

interface Surroundings extends Omit<DiskOptions, 'changed'> {
  readonly log: Pick<Log, 'progress' | 'notice' | 'debug'>;
  readonly clock: Clock;
  readonly cancelled: AbortSignal;
  /** leaves nothing in the folder, not even what was hashed */
  readonly looking?: boolean;
}

/** Files and digests of one project folder, which know of each other's changes. */
export interface DiskAccess extends AsyncDisposable {
  readonly files: DiskFiles;
  readonly digests: Digests;
  /** A program may have changed any file: nothing that was found before is believed. */
  forget(): void;
  /** Removes the drafts that a run left which was killed; for who knows that no other run is at work. */
  sweep(): Promise<void>;
}

const STATS = '.mlops/stats';

/** Disposing of it keeps what was hashed for the next run, and removes temporary folders. */
export function openDisk(surroundings: Surroundings): DiskAccess {
  const { root, log, looking = false } = surroundings;
  const at = (path: string) => resolve(root, path);
  const cache = new StatCache(root, STATS);
  const digests = diskDigests({ ...surroundings, at, cache });
  let versioned: Promise<readonly string[] | null> | null = null;
  const state = at('.mlops');
  const changed = (path?: string) => {
    digests.forget(path);
    if (path === undefined || !isInside(path, state)) versioned = null;
  };
  const disk = diskFiles({ ...surroundings, changed });
  const files = {
    ...disk,
    versioned: () => {
      versioned ??= disk.versioned();
      return versioned;
    },
  };
  return {
    files,
    digests,
    forget: () => changed(),
    sweep: () => rm(join(root, DRAFTS), { recursive: true, force: true, maxRetries: 3 }),
    async [Symbol.asyncDispose]() {
      for (const [path, content] of looking ? [] : cache.written()) {
        await files.write(path, content).catch((error: unknown) => {
          log.debug(`digests were not remembered: ${error instanceof Error ? error.message : String(error)}`);
        });
      }
      await files[Symbol.asyncDispose]();
    },
  };
}
