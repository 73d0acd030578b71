import { type Commit, commitBytes, FOLDER, objectId, type TreeEntry, treeBytes } from './git.ts';

/** A file or folder in a tree, `/` between names. A `sha` of null takes the path out. */
export interface PathEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** Git objects and refs of one repository, kept as git would keep them. */
export class Repository {
  /** `owner/name` */
  readonly name: string;
  readonly defaultBranch: string;
  /** full ref name -> commit */
  readonly refs = new Map<string, string>();
  readonly blobs = new Map<string, Buffer>();
  readonly trees = new Map<string, readonly TreeEntry[]>();
  readonly commits = new Map<string, Commit>();

  constructor(name: string, defaultBranch = 'main') {
    this.name = name;
    this.defaultBranch = defaultBranch;
  }

  addBlob(bytes: Buffer): string {
    const sha = objectId('blob', bytes);
    this.blobs.set(sha, bytes);
    return sha;
  }

  addCommit(commit: Commit): string {
    const sha = objectId('commit', commitBytes(commit));
    this.commits.set(sha, commit);
    return sha;
  }

  /** A tree, with those below it, out of paths laid over `base`. */
  addTree(changes: readonly PathEntry[], base?: string): string {
    const entries = new Map((this.trees.get(base ?? '') ?? []).map((entry) => [entry.name, entry]));
    const below = Map.groupBy(changes, ({ path }) => path.split('/', 1)[0] ?? '');
    for (const [name, inside] of below) {
      const direct = inside.find(({ path }) => path === name);
      if (direct !== undefined) {
        if (direct.sha === null) entries.delete(name);
        else entries.set(name, { name, mode: direct.mode, sha: direct.sha });
        continue;
      }
      const shorter = inside.map((change) => ({ ...change, path: change.path.slice(name.length + 1) }));
      const old = entries.get(name);
      const sha = this.addTree(shorter, old?.mode === FOLDER ? old.sha : undefined);
      if (this.trees.get(sha)?.length === 0) entries.delete(name);
      else entries.set(name, { name, mode: FOLDER, sha });
    }
    const list = [...entries.values()];
    const sha = objectId('tree', treeBytes(list));
    this.trees.set(sha, list);
    return sha;
  }

  /** Every entry of a tree; with `recursive` those of the folders too, after the folder itself. */
  list(tree: string, recursive: boolean, before = ''): (PathEntry & { readonly sha: string })[] {
    return (this.trees.get(tree) ?? []).flatMap(({ name, mode, sha }) => {
      const entry = { path: before + name, mode, sha };
      return recursive && mode === FOLDER ? [entry, ...this.list(sha, true, `${before}${name}/`)] : [entry];
    });
  }

  /** May a ref go from one commit to the other without force? */
  isFastForward(from: string, to: string): boolean {
    const [seen, next] = [new Set<string>(), [to]];
    for (let sha = next.pop(); sha !== undefined; sha = next.pop()) {
      if (sha === from) return true;
      if (seen.has(sha)) continue;
      seen.add(sha);
      next.push(...(this.commits.get(sha)?.parents ?? []));
    }
    return false;
  }

  /** A file in the commit a ref points at; for assertions. */
  fileAt(ref: string, path: string): string | null {
    const tree = this.commits.get(this.refs.get(ref) ?? '')?.tree ?? '';
    const entry = this.list(tree, true).find((one) => one.path === path);
    return entry === undefined ? null : (this.blobs.get(entry.sha)?.toString() ?? null);
  }

  /** A commit on a ref, as a push would make it; for a test's starting point. */
  push(ref: string, files: Readonly<Record<string, string>>, message = 'pushed'): string {
    const parent = this.refs.get(ref);
    const changes = Object.entries(files).map(([path, text]) => ({
      path,
      mode: '100644',
      sha: this.addBlob(Buffer.from(text)),
    }));
    const tree = this.addTree(changes, this.commits.get(parent ?? '')?.tree);
    const person = { name: 'Pusher', email: 'pusher@example.invalid', date: '2026-01-01T00:00:00Z' };
    const parents = parent === undefined ? [] : [parent];
    const sha = this.addCommit({ tree, parents, message, author: person, committer: person });
    this.refs.set(ref, sha);
    return sha;
  }
}
