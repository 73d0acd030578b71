import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ref, Refs } from '#kit/ports';
import { takeLock } from './lock.ts';

const WAIT_MS = 20;
const WAITS = 500;

/**
 * `<home>/<model>/<name>/`: the files of a ref beside `.digest`. A move holds the ref's own lock while it
 * compares and renames, so that of two writers one sees the other.
 */
export function folderRefs(home: string): Refs {
  const read = async (model: string, name: string): Promise<Ref | null> => {
    const folder = join(home, model, name);
    const digest = await readFile(join(folder, '.digest'), 'utf8').catch(() => null);
    if (digest === null) return null;
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const files = new Map<string, Uint8Array>();
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name);
      if (entry.name !== '.digest') files.set(path.slice(folder.length + 1), await readFile(path));
    }
    return { name, digest, files, version: versionOf(digest, files) };
  };
  return {
    read,
    async move(model, name, to, expected) {
      const folder = join(home, model, name);
      const release = await waitForLock(`${folder}.lock`);
      try {
        if (((await read(model, name))?.version ?? null) !== expected) return 'raced';
        const beside = join(dirname(folder), `.part-${randomUUID()}`);
        await writeAll(beside, to.files);
        await writeFile(join(beside, '.digest'), to.digest);
        await rm(folder, { recursive: true, force: true });
        await rename(beside, folder);
        return 'moved';
      } finally {
        await release();
      }
    },
  };
}

async function waitForLock(path: string): Promise<() => Promise<void>> {
  for (let wait = 0; ; wait++) {
    try {
      return await takeLock(path, new Date(), () => undefined);
    } catch (error) {
      if (wait >= WAITS) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

async function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

function versionOf(digest: string, files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256').update(digest);
  for (const [path, bytes] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(path).update(bytes);
  }
  return hash.digest('hex');
}
