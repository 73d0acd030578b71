import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Artifact, Artifacts, Files } from '#kit/ports';
import { demandPublishable, taken } from '../artifactname.ts';

/** Runs whose artifact of one name is kept. */
const KEPT = 5;

/**
 * `<home>/<name>/<run>/…`, with GitHub's rules: a name once a run, the newest over runs, never overwritten. Run
 * ids sort in the order of time. A folder appears complete, by a rename.
 */
export function folderArtifacts(
  home: string,
  run: string,
  files: Pick<Files, 'list' | 'copy' | 'remove'>,
): Artifacts {
  return {
    async publish(name, folder) {
      demandPublishable(name, await files.list(folder));
      const target = join(home, name, run);
      if (await isThere(target)) throw taken(name);
      const draft = join(home, `.draft-${randomUUID()}`);
      try {
        await files.copy(folder, draft);
        await mkdir(dirname(target), { recursive: true });
        await rename(draft, target);
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        throw (await isThere(target)) ? taken(name, error) : error;
      }
      for (const old of (await runs(home, name)).slice(KEPT)) await files.remove(join(home, name, old));
      return described(home, name, run);
    },
    async list() {
      const names = (await readdir(home).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
      const found: Artifact[] = [];
      for (const name of names) {
        const [newest] = await runs(home, name);
        if (newest !== undefined) found.push(await described(home, name, newest));
      }
      return found;
    },
    async fetch({ name, id }, into) {
      const folder = join(home, basename(name), basename(id));
      for (const { path } of await files.list(folder)) await files.copy(join(folder, path), join(into, path));
    },
  };
}

/** Newest first. */
async function runs(home: string, name: string): Promise<string[]> {
  const found = await readdir(join(home, name)).catch(() => []);
  return found
    .filter((id) => !id.startsWith('.'))
    .sort()
    .reverse();
}

async function described(home: string, name: string, id: string): Promise<Artifact> {
  return { name, id, createdAt: (await stat(join(home, name, id))).birthtime.toISOString() };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
