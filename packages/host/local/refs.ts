import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '#kit/outcome';
import type { Ref, Refs } from '#kit/ports';
import { takeLock } from './lock.ts';

const WAIT_MS = 20;
const WAITS = 500;

/** What a ref's file holds: which state it names, and the one before it, kept for whoever is still reading it. */
interface Pointer {
  readonly version: string;
  readonly digest: string;
  readonly previous: string | null;
}

/**
 * `<home>/<model>/<name>` points to `<home>/<model>/.states/<version>/`, so that a reader sees one state whole. A
 * move holds the ref's own lock while it compares and replaces: of two writers one is told that it raced.
 */
export function folderRefs(home: string): Refs {
  const stateOf = (model: string, version: string) => join(home, model, '.states', version);
  const read = async (model: string, name: string): Promise<Ref | null> => {
    for (;;) {
      const pointer = await readPointer(join(home, model, name));
      if (pointer === null) return null;
      const { digest, version } = pointer;
      const files = await readAll(stateOf(model, version)).catch(() => null);
      if (files !== null) return { name, digest, files, version };
      // moved on twice while it was read; a state that its own pointer still names is lost
      if ((await readPointer(join(home, model, name)))?.version === version)
        throw new Fault(`the ref ${name} names a state that is not there: ${stateOf(model, version)}`);
    }
  };
  return {
    read,
    async move(model, name, to, expected) {
      const path = join(home, model, name);
      const release = await waitForLock(`${path}.lock`);
      try {
        const before = await readPointer(path);
        if ((before?.version ?? null) !== expected) return 'raced';
        const version = randomUUID();
        await writeAll(stateOf(model, version), to.files);
        const pointer: Pointer = { version, digest: to.digest, previous: before?.version ?? null };
        await writeFile(`${path}.part`, JSON.stringify(pointer));
        await rename(`${path}.part`, path);
        if (before?.previous) await rm(stateOf(model, before.previous), { recursive: true, force: true });
        return 'moved';
      } finally {
        await release();
      }
    },
  };
}

async function readPointer(path: string): Promise<Pointer | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

async function readAll(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.slice(folder.length + 1), await readFile(path));
  }
  return files;
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
