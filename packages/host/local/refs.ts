import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Ref, Refs } from '#kit/ports';
import { onDisk } from '../disk.ts';
import { demandSmallTree, refPlace } from '../refname.ts';

/** States whose files are kept; of older ones the entry stays, so that its number is never used again. */
const KEPT = 20;
const READS = 10;

const STATE = /^@([1-9]\d*)$/;

/**
 * `<home>/<model>/<name>/@<n>`: the n-th state of a ref, with `ref.json` and `files/`; the highest number is what
 * the ref stands for. A move renames a finished folder to the next number, which only one of several writers
 * can: the file system does the compare-and-swap, and nobody can die holding a lock.
 */
export function folderRefs(home: string): Refs {
  return {
    async read(model, name) {
      const folder = join(home, refPlace(model, name));
      for (let attempt = 1; ; attempt++) {
        const newest = (await states(folder)).at(-1);
        if (newest === undefined) return null;
        try {
          return await readState(folder, name, newest);
        } catch (error) {
          // between the listing and the reading twenty writers may have passed
          if (attempt === READS || (await states(folder)).at(-1) === newest) throw error;
        }
      }
    },
    async move(model, name, to, expected) {
      demandSmallTree(to.files);
      const folder = join(home, refPlace(model, name));
      const before = (await states(folder)).at(-1) ?? 0;
      if (String(before) !== (expected ?? '0')) return 'raced';
      const draft = join(folder, `.draft-${randomUUID()}`);
      try {
        await onDisk(folder, () => writeState(draft, to));
        // a folder cannot be renamed onto one that holds something (POSIX rename: EEXIST or ENOTEMPTY)
        await rename(draft, join(folder, `@${before + 1}`));
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        if ((await states(folder)).includes(before + 1)) return 'raced';
        throw error;
      }
      await forget(folder, before + 1 - KEPT);
      return 'moved';
    },
  };
}

/** Numbers of the states there are, in order. */
async function states(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => Number(STATE.exec(name)?.[1] ?? []) || []).sort((one, other) => one - other);
}

async function readState(folder: string, name: string, state: number): Promise<Ref> {
  const home = join(folder, `@${state}`);
  const said: unknown = JSON.parse(await readFile(join(home, 'ref.json'), 'utf8'));
  const digest: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'digest') : undefined;
  const tree = join(home, 'files');
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(tree, path).split(sep).join('/'), await readFile(path));
  }
  return { name, digest: String(digest ?? ''), files, version: String(state) };
}

async function writeState(draft: string, to: Parameters<Refs['move']>[2]): Promise<void> {
  for (const [path, bytes] of to.files) {
    const place = join(draft, 'files', path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  await writeFile(join(draft, 'ref.json'), JSON.stringify({ digest: to.digest, message: to.message }));
}

async function forget(folder: string, upTo: number): Promise<void> {
  if (upTo > 0) await rm(join(folder, `@${upTo}`, 'files'), { recursive: true, force: true });
}
