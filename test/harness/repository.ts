import { type Commit, commitBytes, FOLDER, objectId, type TreeEntry, treeBytes } from './git.ts';
import type { GitDatabase, Listed, PathEntry } from './git-database.ts';

/** Git objects and refs of one repository in memory, kept as git would keep them. */
export class Repository implements GitDatabase {
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

  blob(sha: string): Buffer | undefined {
    return this.blobs.get(sha);
  }

  hasTree(sha: string): boolean {
    return this.trees.has(sha);
  }

  commit(sha: string): Commit | undefined {
    return this.commits.get(sha);
  }

  missing(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => !this.blobs.has(id) && !this.trees.has(id));
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

  list(tree: string, recursive: boolean, before = ''): Listed[] {
    return (this.trees.get(tree) ?? []).flatMap(({ name, mode, sha }) => {
      const entry = { path: before + name, mode, sha };
      if (mode !== FOLDER) return [{ ...entry, size: this.blobs.get(sha)?.length ?? 0 }];
      return recursive ? [entry, ...this.list(sha, true, `${before}${name}/`)] : [entry];
    });
  }

  log(commit: string): string[] {
    const found = new Set([commit]);
    for (const sha of found) for (const parent of this.commits.get(sha)?.parents ?? []) found.add(parent);
    return [...found];
  }

  ref(name: string): string | undefined {
    return this.refs.get(name);
  }

  allRefs(): [string, string][] {
    return [...this.refs].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  createRef(name: string, sha: string): 'created' | 'exists' | 'blocked' {
    if (this.refs.has(name)) return 'exists';
    // git keeps a ref as a file: neither may lie below another (git-check-ref-format)
    const blocked = [...this.refs.keys()].some(
      (other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
    );
    if (blocked) return 'blocked';
    this.refs.set(name, sha);
    return 'created';
  }

  moveRef(name: string, sha: string, force: boolean): 'moved' | 'absent' | 'behind' {
    const current = this.refs.get(name);
    if (current === undefined) return 'absent';
    if (!force && !this.log(sha).includes(current)) return 'behind';
    this.refs.set(name, sha);
    return 'moved';
  }

  removeRef(name: string, expected = this.refs.get(name)): boolean {
    return this.refs.get(name) === expected && this.refs.delete(name);
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
