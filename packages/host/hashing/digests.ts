import { isAbsolute, sep } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Clock, Digests, FileDigest, FolderSummary, Log } from '#kit/ports';
import { isInside } from '../boundary.ts';
import { diskProblem } from '../disk.ts';
import { type Listed, sorted, statFile, walkFiles } from '../listing.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Digested } from './order.ts';
import type { StatCache } from './statcache.ts';

interface Surroundings {
  readonly root: string;
  readonly workspace: string;
  readonly at: (path: string) => string;
  readonly log: Pick<Log, 'progress' | 'notice'>;
  readonly clock: Clock;
  readonly cancelled: AbortSignal;
  readonly cache: StatCache;
}

export interface DiskDigests extends Digests {
  /** What was found in this run at a path, below and above it is asked for anew; without a path everything. */
  forget(path?: string): void;
}

/** A folder or file as it was found in this run. */
interface Found {
  readonly listed: readonly Listed[];
  readonly single: boolean;
  /** some of it may lie elsewhere */
  readonly linked: boolean;
  digests?: readonly FileDigest[];
  summary?: FolderSummary;
}

/** SHA-256 of what lies on disk; see the port. */
export function diskDigests(surroundings: Surroundings): DiskDigests {
  const { workspace, at, log, cache } = surroundings;
  const reader = new Reader(surroundings);
  const memory = new Map<string, Found>();
  /** notices of names that clash, each given once a run */
  const told = new Set<string>();

  const find = async (path: string): Promise<Found> => {
    const absolute = at(path);
    const before = memory.get(absolute);
    if (before !== undefined) return before;
    const file = statFile(absolute);
    const found: Found =
      file === null
        ? await folderAt(absolute, workspace)
        : { listed: [{ ...file, path: '' }], single: true, linked: true };
    memory.set(absolute, found);
    return found;
  };

  const digestsOf = async (path: string, found: Found, trusting: boolean) => {
    const { digests, fresh, settled } = await reader.digests(path, sorted(found.listed), at(path), trusting);
    const clashes = fresh > 0 ? clashesIn(path, digests) : null;
    if (clashes !== null && !told.has(clashes)) {
      told.add(clashes);
      log.notice(clashes);
    }
    found.digests = digests;
    return { digests, settled };
  };

  return {
    async of(path, how = 'remembered') {
      if (how === 'read') memory.delete(at(path));
      const found = await find(path);
      if (found.digests !== undefined) return found.digests;
      return (await digestsOf(path, found, how === 'remembered')).digests;
    },
    async ofFiles(paths) {
      const listed = paths.flatMap((path) => {
        const file = statFile(at(path));
        return file === null ? [] : [{ ...file, path }];
      });
      return (await reader.digests(`${listed.length} files`, listed, surroundings.root, true)).digests;
    },
    async summary(path, summarise) {
      const found = await find(path);
      if (found.summary !== undefined) return found.summary;
      if (found.digests !== undefined) {
        found.summary = summarise(found.digests);
        return found.summary;
      }
      const fingerprint = found.single ? null : fingerprintOf(found.listed);
      const known = fingerprint === null ? null : cache.recallFolder(path, fingerprint);
      if (known !== null) {
        found.summary = known;
        return known;
      }
      const { digests, settled } = await digestsOf(path, found, true);
      const summary = summarise(digests);
      found.summary = summary;
      if (fingerprint !== null && settled) cache.rememberFolder(path, fingerprint, summary);
      return summary;
    },
    forget(path) {
      for (const [known, { linked }] of memory)
        if (path === undefined || linked || isInside(known, path) || isInside(path, known))
          memory.delete(known);
    },
  };
}

async function folderAt(path: string, workspace: string): Promise<Found> {
  const { found, linked } = await walkFiles(path, workspace);
  return { listed: found, single: false, linked };
}

/** Reads what is not remembered, with progress. */
class Reader {
  readonly #world: Surroundings;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  /** `home`: absolute, of which the paths are relative. `settled`: every file is remembered now. */
  async digests(title: string, listed: readonly Listed[], home: string, trusting: boolean) {
    const { root, cache } = this.#world;
    const absolute = ({ path }: Listed) => (path === '' ? home : isAbsolute(path) ? path : `${home}/${path}`);
    const below = home === root ? '' : home.startsWith(`${root}${sep}`) ? home.slice(root.length + 1) : home;
    const keyOf = ({ path }: Listed) => [below, path].filter((part) => part !== '').join('/');
    const known = listed.map((file) => (trusting ? cache.recall(keyOf(file), file) : null));
    const wanted = listed.filter((_, index) => known[index] === null);
    const readAt = this.#world.clock.now().getTime();
    const read = await this.#read(title, wanted, absolute);
    let [next, settled] = [0, true];
    const digests = listed.map((file, index): FileDigest => {
      const { path, size } = file;
      const sha256 = known[index];
      if (typeof sha256 === 'string') return { path, size, sha256 };
      const done = whole(keyOf(file), read[next++]);
      settled = cache.remember(keyOf(file), done.stamp, done.sha256, readAt) && settled;
      return { path, size: done.stamp.size, sha256: done.sha256 };
    });
    return { digests, fresh: wanted.length, settled };
  }

  async #read(
    title: string,
    wanted: readonly Listed[],
    absolute: (file: Listed) => string,
  ): Promise<readonly Digested[]> {
    if (wanted.length === 0) return [];
    const { log, cancelled } = this.#world;
    const total = wanted.reduce((sum, { size }) => sum + size, 0);
    const progress = log.progress(`digests of ${title}`);
    try {
      // loaded when something has to be read: it brings threads with it
      const { digestFiles } = await import('./pool.ts');
      const files = wanted.map((file) => ({ ...file, path: absolute(file) }));
      const seen = (bytes: number) => progress.update(bytes, total, 'bytes');
      return await digestFiles(files, { cancelled, seen });
    } finally {
      progress.end();
    }
  }
}

function whole(subject: string, digested: Digested | undefined) {
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
function clashesIn(folder: string, files: readonly FileDigest[]): string | null {
  const names = new Map<string, string>();
  const clashes: string[] = [];
  for (const { path } of files) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = names.get(folded);
    if (other === undefined) names.set(folded, path);
    else clashes.push(`${other} and ${path}`);
  }
  if (clashes.length === 0) return null;
  const shown = clashes.slice(0, 3).join('; ');
  const more = clashes.length > 3 ? `; and ${clashes.length - 3} more` : '';
  return `${folder} holds names that differ only in case or accents: ${shown}${more}. They count as different files; macOS and Windows keep only one of each.`;
}
