import { join, relative, resolve, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Clock, Digests, FileDigest, Log } from '#kit/ports';
import { isInside } from '../boundary.ts';
import { diskProblem } from '../disk.ts';
import { type Listed, listFiles, statFile } from '../listing.ts';
import type { Digested } from './order.ts';
import { digestFiles } from './pool.ts';
import type { StatCache } from './statcache.ts';

interface Surroundings {
  readonly root: string;
  readonly workspace: string;
  readonly log: Pick<Log, 'progress' | 'notice'>;
  readonly clock: Clock;
  readonly cancelled: AbortSignal;
  readonly cache: StatCache;
}

/** A file to hash: where it lies, and what its path is in the list. */
interface Found extends Listed {
  readonly absolute: string;
}

/** SHA-256 of what lies on disk; see the port. */
export function diskDigests({ root, workspace, log, clock, cancelled, cache }: Surroundings): Digests & {
  /** What was found in this run at a path, below and above it is asked for anew; without a path everything. */
  forget(path?: string): void;
} {
  const memory = new Map<string, readonly FileDigest[]>();
  const keyOf = (absolute: string) => relative(root, absolute).split(sep).join('/');

  const hashed = async (title: string, found: readonly Found[], trusting: boolean) => {
    const known = found.map(({ absolute, stamp }) =>
      trusting ? cache.recall(keyOf(absolute), stamp) : null,
    );
    const wanted = found.filter((_, index) => known[index] === null);
    const fresh = await readAll(title, wanted);
    let next = 0;
    const digests = found.map(({ path, size }, index): FileDigest => {
      const sha256 = known[index];
      if (typeof sha256 === 'string') return { path, size, sha256 };
      const read = fresh[next++];
      return { path, size: read?.size ?? 0, sha256: read?.sha256 ?? '' };
    });
    return { digests, fresh: fresh.length };
  };

  const readAll = async (title: string, wanted: readonly Found[]) => {
    if (wanted.length === 0) return [];
    const total = wanted.reduce((sum, { size }) => sum + size, 0);
    const progress = log.progress(`digests of ${title}`);
    const readAt = clock.now().getTime();
    try {
      const files = wanted.map(({ absolute, size }) => ({ path: absolute, size }));
      const seen = (bytes: number) => progress.update(bytes, total, 'bytes');
      const digested = await digestFiles(files, { cancelled, seen });
      return wanted.map((file, index) => {
        const done = whole(file, digested[index]);
        cache.remember(keyOf(file.absolute), done.stamp, done.sha256, readAt);
        return done;
      });
    } finally {
      progress.end();
    }
  };

  return {
    async of(path, how = 'remembered') {
      const absolute = resolve(root, path);
      const before = memory.get(absolute);
      if (before !== undefined && how === 'remembered') return before;
      const single = statFile(absolute);
      const listed = single === null ? await listFiles(absolute, workspace) : [{ ...single, path: '' }];
      const found = listed.map((file) => ({
        ...file,
        absolute: file.path === '' ? absolute : join(absolute, file.path),
      }));
      const { digests, fresh } = await hashed(path, found, how === 'remembered');
      if (fresh > 0) warnOfClashes(path, digests, log);
      memory.set(absolute, digests);
      return digests;
    },
    async ofFiles(paths) {
      const found = paths.flatMap((path) => {
        const absolute = resolve(root, path);
        const file = statFile(absolute);
        return file === null ? [] : [{ ...file, path, absolute }];
      });
      return (await hashed(`${found.length} files`, found, true)).digests;
    },
    forget(path) {
      for (const known of memory.keys())
        if (path === undefined || isInside(known, path) || isInside(path, known)) memory.delete(known);
    },
  };
}

function whole({ path, absolute }: Found, digested: Digested | undefined) {
  const subject = path === '' ? absolute : path;
  if (digested === undefined) throw new Error(`${subject} was not hashed`);
  if ('sha256' in digested) return digested;
  if ('changed' in digested) {
    const remedy = 'Wait until whatever writes to it has ended, and run again.';
    throw new Mistake({ subject, what: 'was changed while it was read, twice', remedy });
  }
  const error = Object.assign(new Error(digested.failed), { code: digested.code });
  throw diskProblem(subject, error);
}

/** Names that differ only in case (or in how accents are written) are two files here and one on other systems. */
function warnOfClashes(folder: string, files: readonly FileDigest[], log: Pick<Log, 'notice'>): void {
  const names = new Map<string, string>();
  const clashes: string[] = [];
  for (const { path } of files) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = names.get(folded);
    if (other === undefined) names.set(folded, path);
    else clashes.push(`${other} and ${path}`);
  }
  if (clashes.length === 0) return;
  const shown = clashes.slice(0, 3).join('; ');
  const more = clashes.length > 3 ? `; and ${clashes.length - 3} more` : '';
  log.notice(
    `${folder} holds names that differ only in case: ${shown}${more}. They count as different files; macOS and Windows would keep only one of each.`,
  );
}
