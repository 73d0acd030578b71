import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, Artifacts } from '#kit/ports';
import { taken } from '../taken.ts';

/** Attempts kept of each name. */
const KEPT = 5;

/** `<home>/<name>/<run id>/`: the newest wins, none is overwritten. */
export function folderArtifacts(home: string, run: string, at: (path: string) => string): Artifacts {
  return {
    async publish(name, folder) {
      const target = join(home, name, run);
      if ((await stat(target).catch(() => null)) !== null) throw taken(name);
      const beside = join(home, `.part-${randomUUID()}`);
      await mkdir(join(home, name), { recursive: true });
      await cp(at(folder), beside, { recursive: true });
      await rename(beside, target).catch((cause: unknown) => {
        throw taken(name, cause);
      });
      await prune(join(home, name));
      return { name, id: run, createdAt: new Date((await stat(target)).mtimeMs).toISOString() };
    },
    async list() {
      const names = (await readdir(home).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
      const newest = await Promise.all(names.map((name) => newestOf(home, name)));
      return newest.filter((artifact) => artifact !== null);
    },
    async fetch({ name, id }, into) {
      await cp(join(home, name, id), at(into), { recursive: true });
    },
  };
}

async function attempts(folder: string): Promise<{ id: string; at: number }[]> {
  const ids = await readdir(folder);
  const dated = ids.map(async (id) => ({ id, at: (await stat(join(folder, id))).ctimeMs }));
  return (await Promise.all(dated)).sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
}

async function newestOf(home: string, name: string): Promise<Artifact | null> {
  const [newest] = await attempts(join(home, name));
  return newest === undefined ? null : { name, id: newest.id, createdAt: new Date(newest.at).toISOString() };
}

async function prune(folder: string): Promise<void> {
  for (const { id } of (await attempts(folder)).slice(KEPT)) await rm(join(folder, id), { recursive: true });
}
