import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cache, Log } from '#kit/ports';
import { isInside } from '../boundary.ts';
import type { JobStream, Said } from './jobstream.ts';

interface Surroundings {
  readonly root: string;
  readonly stream: JobStream;
  readonly log: Pick<Log, 'notice' | 'debug'>;
}

/**
 * The repository's cache through the toolkit's client, loaded on first use. A refusal (a read-only token,
 * `cache-mode:`) or an outage is one notice an invocation and a miss, never a failed job.
 */
export function repositoryCache({ root, stream, log }: Surroundings): Cache {
  let told = false;
  const shrug = (what: string, why: string) => {
    if (told) return log.debug(`cache, ${what}: ${why}`);
    told = true;
    log.notice(`The cache was not ${what}, which costs time and nothing else: ${why}`);
  };
  const whole = (paths: readonly string[]) => paths.map((path) => portable(resolve(root, path)));
  return {
    async restore(key, paths, like) {
      try {
        const { isFeatureAvailable, restoreCache } = await import('@actions/cache');
        if (!isFeatureAvailable()) return false;
        const { value, said } = await stream.hushed(() =>
          restoreCache(whole(paths), acceptable(key), like === undefined ? [] : [like]),
        );
        remember(said, log);
        const refusal = refusalIn(said);
        if (refusal !== undefined) shrug('read', refusal);
        const wanted = value === acceptable(key) || (like !== undefined && value?.startsWith(like));
        return wanted === true && (await allThere(root, paths));
      } catch (error) {
        shrug('read', reasonOf(error));
        return false;
      }
    },
    async save(key, paths) {
      try {
        const { isFeatureAvailable, saveCache } = await import('@actions/cache');
        if (!isFeatureAvailable()) return 'refused';
        const { value, said } = await stream.hushed(() => saveCache(whole(paths), acceptable(key)));
        remember(said, log);
        if (value !== -1) return 'saved';
        if (isPresent(said)) return 'present';
        shrug('written', refusalIn(said) ?? 'the service gave no reason');
        return 'refused';
      } catch (error) {
        shrug('written', reasonOf(error));
        return 'refused';
      }
    },
  };
}

/** At most 512 characters and no comma (@actions/cache, checkKey); another key goes by its digest. */
function acceptable(key: string): string {
  return key.length <= 512 && !key.includes(',')
    ? key
    : `mlops-${createHash('sha256').update(key).digest('hex')}`;
}

/**
 * The strings of the paths are part of an entry's version, so they must be the same on every runner: relative to
 * where the client resolves them, unless they lead out of there.
 */
function portable(path: string): string {
  const here = process.cwd();
  return isInside(path, here) && path !== here ? path.slice(here.length + 1) : path;
}

/** Somebody, perhaps an earlier attempt, has saved the same key. */
function isPresent({ complaints, remarks }: Said): boolean {
  return [...complaints, ...remarks].some((line) => /already exists|\(409\)/i.test(line));
}

/** Why the service or the mode said no; undefined where nobody did. */
function refusalIn({ complaints, remarks }: Said): string | undefined {
  const skipped = remarks.find((line) => /skipped: the effective cache-mode/.test(line));
  // of every failed reservation the client says that another job may be faster; why is in its debug line
  const reserved = remarks.map((line) => /^Failed to reserve cache: (?:Error: )?(.*)/.exec(line)?.[1]);
  return skipped ?? complaints[0] ?? reserved.find((reason) => reason !== undefined);
}

function remember(said: Said, log: Pick<Log, 'debug'>): void {
  for (const line of [...said.complaints, ...said.remarks]) log.debug(line);
}

async function allThere(root: string, paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => stat(resolve(root, path)).catch(() => null)));
  return found.every((one) => one !== null);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
