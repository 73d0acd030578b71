import { randomUUID } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { jsonOrNull } from '#kit/json';
import type { Ref, RefChange, Refs, RefTip } from '#kit/ports';
import { onDisk } from '../disk.ts';
import { demandSmallTree, refPlace, refPrefix } from '../refname.ts';

/** States whose files are kept; of older ones the entry stays, so that its number is never used again. */
const KEPT = 20;
const READS = 10;

const STATE = /^@([1-9]\d*)$/;

/**
 * `<home>/<model>/<name>/@<n>`: the n-th state of a ref, with `ref.json` and `files/`; the highest number is what
 * the ref stands for. A move renames a finished folder to the next number, which only one of several writers
 * can: the file system does the compare-and-swap, and nobody can die holding a lock.
 *
 * Taking a ref away is a move too: to a tombstone, a state whose digest is null. It reads as absent, takes the next
 * number and keeps it, so that a writer who read the ref before it went is told that it raced. Removing frees the
 * files of all states; the numbers stay, as two small files each.
 */
export function folderRefs(home: string, drafts = join(home, '.drafts')): Refs {
  return {
    async read(model, name) {
      const folder = join(home, refPlace(model, name));
      for (let attempt = 1; ; attempt++) {
        const newest = newestState(folder);
        if (newest === 0) return null;
        try {
          const ref = readState(folder, name, newest);
          // else its files may have been going while they were listed: too few, and no error
          if (attempt === READS || newestState(folder) === newest) return ref;
        } catch (error) {
          // between the listing and the reading twenty writers may have passed
          if (attempt === READS || newestState(folder) === newest) throw error;
        }
      }
    },
    async move(model, name, to, expected) {
      demandSmallTree(to.files);
      const folder = join(home, refPlace(model, name));
      const before = newestState(folder);
      if (versionAt(folder, before) !== expected) return 'raced';
      if (!(await claim(drafts, folder, before + 1, (draft) => writeState(draft, to)))) return 'raced';
      await forget(folder, before + 1 - KEPT);
      return 'moved';
    },
    async list(model, prefix) {
      const begin = refPrefix(model, prefix);
      const tips = tipsBelow(home, begin.slice(0, begin.lastIndexOf('/')));
      return tips
        .filter(({ name }) => name.startsWith(begin))
        .map(({ name, version }) => ({ name: name.slice(model.length + 1), version }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    async remove(model, name, expected) {
      const folder = join(home, refPlace(model, name));
      const before = newestState(folder);
      const version = versionAt(folder, before);
      if (version === null) return 'absent';
      if (version !== expected || !(await claim(drafts, folder, before + 1, writeTombstone))) return 'raced';
      // not those of later states: the name may be in use again by now
      for (const state of states(folder)) if (state <= before) await forget(folder, state);
      return 'removed';
    },
  };
}

/** Numbers of the states there are, in order. They are few and small: a thread of the pool would cost more. */
function states(folder: string): number[] {
  const names = entriesIn(folder).map(({ name }) => name);
  return names.flatMap((name) => Number(STATE.exec(name)?.[1] ?? []) || []).sort((one, other) => one - other);
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function newestState(folder: string): number {
  return states(folder).at(-1) ?? 0;
}

/** The version a state is known by; null for no state and for a tombstone. */
function versionAt(folder: string, state: number): string | null {
  return state === 0 || digestAt(folder, state) === null ? null : String(state);
}

/** null: it was taken away; empty: what it names cannot be read. */
function digestAt(folder: string, state: number): string | null {
  const said = jsonOrNull(readFileSync(join(folder, `@${state}`, 'ref.json'), 'utf8'));
  const digest: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, 'digest') : undefined;
  return digest === null ? null : String(digest ?? '');
}

/** Makes a state under its number; false when somebody else has it. */
async function claim(
  drafts: string,
  folder: string,
  state: number,
  write: (draft: string) => Promise<void>,
): Promise<boolean> {
  const draft = join(drafts, randomUUID());
  try {
    await onDisk(folder, () => write(draft));
    // a folder cannot be renamed onto one that holds something (POSIX rename: EEXIST or ENOTEMPTY)
    await mkdir(folder, { recursive: true });
    await rename(draft, join(folder, `@${state}`));
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (states(folder).includes(state)) return false;
    throw error;
  }
}

/** Every ref at or below a place that is not taken away, by its place. */
function tipsBelow(home: string, place: string): RefTip[] {
  const folder = join(home, place);
  const folders = entriesIn(folder).filter((entry) => entry.isDirectory() && !/^[@.]/.test(entry.name));
  const version = versionAt(folder, newestState(folder));
  const deeper = folders.flatMap(({ name }) => tipsBelow(home, `${place}/${name}`));
  return [...(version === null ? [] : [{ name: place, version }]), ...deeper];
}

function readState(folder: string, name: string, state: number): Ref | null {
  const digest = digestAt(folder, state);
  if (digest === null) return null;
  const tree = join(folder, `@${state}`, 'files');
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(tree, path).split(sep).join('/'), readFileSync(path));
  }
  return { name, digest, files, version: String(state) };
}

async function writeState(draft: string, to: RefChange): Promise<void> {
  for (const [path, bytes] of to.files) {
    const place = join(draft, 'files', path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  await writeFile(join(draft, 'ref.json'), JSON.stringify({ digest: to.digest, message: to.message }));
}

async function writeTombstone(draft: string): Promise<void> {
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, 'ref.json'), JSON.stringify({ digest: null, message: 'taken away' }));
}

async function forget(folder: string, state: number): Promise<void> {
  if (state > 0) await rm(join(folder, `@${state}`, 'files'), { recursive: true, force: true });
}
