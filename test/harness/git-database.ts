import type { Commit } from './git.ts';

/** A file or folder in a tree, `/` between names. A `sha` of null takes the path out. */
export interface PathEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

/** One that is there; `size` of a file in bytes. */
export interface Listed extends PathEntry {
  readonly sha: string;
  readonly size?: number;
}

/** An answer that may take a process to get. */
type Soon<T> = T | Promise<T>;

/**
 * The git repository behind the REST operations: objects by id, refs by compare-and-swap. `Repository` holds one in
 * memory, `GitBacked` lets the real git keep it. What an operation must do at one stroke is one method.
 */
export interface GitDatabase {
  /** `owner/name` */
  readonly name: string;
  readonly defaultBranch: string;
  addBlob(bytes: Buffer): Soon<string>;
  /** A tree, with those below it, out of paths laid over `base`. */
  addTree(changes: readonly PathEntry[], base?: string): Soon<string>;
  addCommit(commit: Commit): Soon<string>;
  blob(sha: string): Soon<Buffer | undefined>;
  hasTree(sha: string): Soon<boolean>;
  commit(sha: string): Soon<Commit | undefined>;
  /** Every entry of a tree; with `recursive` those of the folders too, after the folder itself. */
  list(tree: string, recursive: boolean): Soon<readonly Listed[]>;
  /** Those of the ids that are of no blob and no tree here. */
  missing(ids: readonly string[]): Soon<readonly string[]>;
  /** Ids of a commit and all before it, newest first. */
  log(commit: string): Soon<readonly string[]>;
  ref(name: string): Soon<string | undefined>;
  /** Name and commit of every ref, sorted by name. */
  allRefs(): Soon<readonly (readonly [string, string])[]>;
  createRef(name: string, sha: string): Soon<'created' | 'exists' | 'blocked'>;
  /** `behind`: it would be no fast forward, or another one came between. */
  moveRef(name: string, sha: string, force: boolean): Soon<'moved' | 'absent' | 'behind'>;
  /** false when it was not there, or not where it is expected */
  removeRef(name: string, expected?: string): Soon<boolean>;
}
