import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Committed, CommitWish, FileDigest } from '#kit/ports';
import { askGit } from './git.ts';
import { ask, converse } from './gitbatch.ts';

/** A file or link in a commit's tree; of a folder within a folder only what is in it. */
interface Entry {
  readonly path: string;
  readonly blob: string;
  readonly link: boolean;
  readonly size: number;
}

/** Files of commits by digest; see the port. A commit never changes: it is checked and its tree listed once. */
export function commitReader(workspace: string): (wish: CommitWish) => Promise<Committed> {
  const seen = new Map<string, Promise<Seen>>();
  return async (wish) => {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(wish.commit)) return unknownCommit(wish, 'is no commit');
    const known = seen.get(wish.commit) ?? lookAt(workspace, wish.commit);
    seen.set(wish.commit, known);
    try {
      const found = await known;
      if (typeof found !== 'string') return await committedFiles(workspace, wish, found);
      // it may be fetched yet
      seen.delete(wish.commit);
      return unknownCommit(wish, found);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return unknownCommit(wish, `could not be read: ${why}`);
    }
  };
}

/** The tree of a whole commit, or what is wrong with it. */
type Seen = Tree | string;

/** The commit's own bytes have to give its id again. */
async function lookAt(workspace: string, commit: string): Promise<Seen> {
  const whole = await isWhole(workspace, commit).catch(() => null);
  if (whole === null) return 'is not in this clone';
  return whole ? treeOf(workspace, commit) : 'is damaged in this clone';
}

function unknownCommit({ commit }: CommitWish, what: string): Committed {
  return { unknown: `commit ${commit.slice(0, 12)} ${what}` };
}

async function committedFiles(
  workspace: string,
  wish: CommitWish,
  { tree, submodules }: Tree,
): Promise<Committed> {
  const { folder, limit = Number.POSITIVE_INFINITY } = wish;
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = [...tree.keys()].filter((path) => path.startsWith(prefix));
  const wanted = wish.wanted(below.map((path) => path.slice(prefix.length)));
  const followed = await follow(workspace, tree, wanted, prefix);
  if (followed === null) return unknownCommit(wish, 'holds a link that leads out of it');
  const size = followed.reduce((sum, { entry }) => sum + entry.size, 0);
  if (size > limit)
    return unknownCommit(wish, `holds ${(size / 1e6).toFixed(0)} MB of code, which were not read`);
  const read = wish.bytes === 'stored' ? digestsOf : digestsCheckedOut;
  const files = await read(workspace, followed);
  return { files, submodules: submodules.some((path) => path.startsWith(prefix)) };
}

/** null: it is not here. */
async function isWhole(workspace: string, commit: string): Promise<boolean | null> {
  const hash = createHash(commit.length === 40 ? 'sha1' : 'sha256');
  let found = false;
  await ask(workspace, [commit], {
    start(kind, size) {
      found = kind === 'commit';
      hash.update(`${kind} ${size}\0`);
    },
    data: (chunk) => void hash.update(chunk),
    end: () => undefined,
  });
  return found ? hash.digest('hex') === commit : null;
}

interface Tree {
  readonly tree: ReadonlyMap<string, Entry>;
  readonly submodules: readonly string[];
}

async function treeOf(workspace: string, commit: string): Promise<Tree> {
  const listed = await askGit(workspace, 'ls-tree', '-r', '-z', '-l', '--full-tree', commit);
  if (listed === null) throw new Error('git ls-tree gave no list');
  const lines = listed.split('\0');
  // a submodule is a commit, and no file: <mode> commit <id> -\t<path>
  const submodules = lines.flatMap((line) => /^\d+ commit [^\t]*\t(.*)$/s.exec(line)?.[1] ?? []);
  const entries = lines.flatMap((line): [string, Entry][] => {
    // <mode> blob <id> <size>\t<path>
    const [, mode, blob = '', size, path = ''] = /^(\d+) blob (\S+) +(\d+)\t(.*)$/s.exec(line) ?? [];
    return mode === undefined ? [] : [[path, { path, blob, link: mode === '120000', size: Number(size) }]];
  });
  return { tree: new Map(entries), submodules };
}

interface Followed {
  readonly path: string;
  readonly entry: Entry;
}

/** Links count as the file they lead to, and not at all when that is a folder; null when one leads out. */
async function follow(
  workspace: string,
  tree: ReadonlyMap<string, Entry>,
  paths: readonly string[],
  prefix: string,
): Promise<Followed[] | null> {
  const found: Followed[] = [];
  for (const path of paths) {
    let entry = tree.get(prefix + path);
    for (let step = 0; entry?.link === true && step < 40; step++) {
      const target = await textOf(workspace, entry.blob);
      const place = posix.join(posix.dirname(entry.path), target);
      if (target.startsWith('/') || place.startsWith('..')) return null;
      entry = tree.get(place.replace(/\/$/, ''));
      if (entry === undefined && ![...tree.keys()].some((one) => one.startsWith(`${place}/`))) return null;
    }
    if (entry !== undefined) found.push({ path, entry });
  }
  return found;
}

async function textOf(workspace: string, blob: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const take = {
    start: () => undefined,
    data: (chunk: Uint8Array) => void chunks.push(chunk),
    end: () => undefined,
  };
  await ask(workspace, [blob], take);
  return Buffer.concat(chunks).toString('utf8');
}

async function digestsOf(workspace: string, followed: readonly Followed[]): Promise<FileDigest[]> {
  const files: FileDigest[] = [];
  let hash = createHash('sha256');
  let length = 0;
  const blobs = followed.map(({ entry }) => entry.blob);
  await ask(workspace, blobs, {
    start(_, size) {
      hash = createHash('sha256');
      length = size;
    },
    data: (chunk) => void hash.update(chunk),
    end() {
      files.push({ path: followed[files.length]?.path ?? '', size: length, sha256: hash.digest('hex') });
    },
  });
  if (files.length !== followed.length) throw new Error('git cat-file gave not all files');
  return files;
}

/** One process a file: with filters git says the size before them. */
async function digestsCheckedOut(workspace: string, followed: readonly Followed[]): Promise<FileDigest[]> {
  const files: FileDigest[] = [];
  for (const { path, entry } of followed) {
    const hash = createHash('sha256');
    let size = 0;
    const words = ['cat-file', '--filters', `--path=${entry.path}`, entry.blob];
    await converse(workspace, words, '', async (stream) => {
      for await (const chunk of stream) {
        hash.update(chunk);
        size += chunk.length;
      }
    });
    files.push({ path, size, sha256: hash.digest('hex') });
  }
  return files;
}
