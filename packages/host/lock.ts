import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mistake } from '#kit/outcome';
import type { Clock, Locks } from '#kit/ports';
import { onDisk } from './disk.ts';
import { bornAt, type Holder, isAlive, readHolder } from './holder.ts';

const ATTEMPTS = 150;
const PAUSE_MS = 20;
/** A takeover lasts milliseconds; one that is older was itself killed in the middle. */
const TAKEOVER_MS = 10_000;
/** What a process that is dead has left is let lie so long, lest two clear it away at once. */
const YOUNG_MS = 500;

/** Told when a lock is taken over from a process that is no more. */
type Tell = (text: string, dead: Holder) => void;

/** A second run in a folder is refused with the first's PID. Gives the function that releases the lock. */
export async function takeLock(path: string, now: Date, say: Tell): Promise<() => Promise<void>> {
  const lock = await tryLock(path, now, say);
  if ('holder' in lock) throw refusal(path, lock.holder);
  return lock.release;
}

/**
 * One at a time. The lock of a process that is no more is taken over, and `say` is told. The end of the process
 * releases it too.
 *
 * The lock appears with its content in one step (a hard link), so nobody reads it half written. Who takes over
 * holds a marker that only one can make for this very holder, and looks again before replacing it.
 */
async function tryLock(
  path: string,
  now: Date,
  say: Tell,
): Promise<{ readonly release: () => Promise<void> } | { readonly holder: Holder }> {
  return onDisk(path, () => tried(path, now, say));
}

async function tried(path: string, now: Date, say: Tell): ReturnType<typeof tryLock> {
  await mkdir(dirname(path), { recursive: true });
  const born = bornAt(process.pid);
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    since: now.toISOString(),
    born,
    id: randomUUID(),
  };
  const draft = `${path}.${own.id}`;
  try {
    await writeFile(draft, JSON.stringify(own));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linked(draft, path)) return { release: releaser(path, own) };
      const holder = readHolder(path);
      if (holder === null) continue;
      if (isAlive(holder)) return { holder };
      if (await takeOver(path, draft, holder)) {
        say(`The lock of process ${holder.pid}, which is no more, is taken over.`, holder);
        return { release: releaser(path, own) };
      }
      await sleep(PAUSE_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Mistake({
    subject: path,
    what: 'could not be taken',
    remedy: 'Remove it when no mlops runs here.',
  });
}

/** Locks of this machine; see the port. `at`: where a path of the project lies. */
export function folderLocks(at: (path: string) => string, clock: Clock, say: Tell): Locks {
  return {
    async take(path) {
      const lock = await tryLock(at(path), clock.now(), say);
      if ('release' in lock) await sweepLocks(at(path));
      return lock;
    },
  };
}

/** Removes what processes that were killed left beside the lock while they took it; for its holder. */
export async function sweepLocks(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(`${basename(path)}.`))) {
    const left = join(dirname(path), name);
    const holder = readHolder(left);
    // one that says nothing yet may be about to
    const young = holder?.pid === 0 && !(await isOlder(left, YOUNG_MS));
    if (holder !== null && !young && !isAlive(holder)) await rm(left, { force: true });
  }
}

async function isOlder(path: string, ms: number): Promise<boolean> {
  const made = await stat(path).catch(() => null);
  return made !== null && Date.now() - made.ctimeMs > ms;
}

/** The only writer of `path` while its dead holder is the one named in the marker. */
async function takeOver(path: string, draft: string, dead: Holder): Promise<boolean> {
  const marker = `${path}.takeover-${dead.id}`;
  if (!(await linked(draft, marker))) {
    const taker = readHolder(marker);
    const killed = taker !== null && !isAlive(taker);
    if (await isOlder(marker, killed ? YOUNG_MS : TAKEOVER_MS)) await rm(marker, { force: true });
    return false;
  }
  try {
    if (readHolder(path)?.id !== dead.id) return false;
    const replacement = `${marker}.new`;
    await writeFile(replacement, await readFile(draft));
    await rename(replacement, path);
    return true;
  } finally {
    await rm(marker, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function releaser(path: string, own: Holder): () => Promise<void> {
  const atExit = () => {
    try {
      if (readFileSync(path, 'utf8').includes(own.id)) rmSync(path, { force: true });
    } catch {
      // it has gone already
    }
  };
  process.once('exit', atExit);
  return async () => {
    process.off('exit', atExit);
    if (readHolder(path)?.id === own.id) await rm(path, { force: true });
  };
}

function refusal(path: string, { pid, since, host }: Holder): Mistake {
  const there = host === hostname();
  const what = `is held by process ${pid}${there ? '' : ` on ${host}`} since ${since}: another run works in this folder`;
  const remedy = there
    ? `Wait for it to end, or end it (kill ${pid}).`
    : `Wait for it to end. When no mlops runs on ${host} any more, remove the file.`;
  return new Mistake({ subject: path, what, remedy });
}
