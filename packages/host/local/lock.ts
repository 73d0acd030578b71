import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Mistake } from '#kit/outcome';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/**
 * One run at a time in a folder. A second one is refused with the first's PID; the lock of a process that is no
 * more is taken over. Gives the function that releases it.
 */
export async function takeLock(
  path: string,
  now: Date,
  say: (text: string) => void,
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const own: Holder = { pid: process.pid, host: hostname(), since: now.toISOString() };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await create(path, own)) return () => rm(path, { force: true });
    const holder = await readHolder(path);
    if (holder !== null && isAlive(holder)) throw refusal(path, holder);
    if (holder === null) continue;
    say(`The lock of process ${holder.pid}, which is no more, is taken over.`);
    await setAside(path, holder);
  }
  throw new Mistake({ subject: path, what: 'could not be taken', remedy: 'Try again, or remove it.' });
}

/** The lock appears with its content at once: a link to a finished file, which fails where there is one. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const finished = `${path}.${randomUUID()}`;
  await writeFile(finished, JSON.stringify(holder));
  try {
    await link(finished, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(finished);
  }
}

/** Takes a dead lock away; one that somebody alive has put there meanwhile is put back. */
async function setAside(path: string, dead: Holder): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await readHolder(aside);
  if (taken !== null && (taken.pid !== dead.pid || taken.since !== dead.since)) {
    await link(aside, path).catch(() => undefined);
  }
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function refusal(path: string, { pid, since, host }: Holder): Mistake {
  const where = host === hostname() ? '' : ` on ${host}`;
  const what = `is held by process ${pid}${where} since ${since}: another run works in this folder`;
  return new Mistake({ subject: path, what, remedy: 'Wait for it to end, or end it.' });
}
