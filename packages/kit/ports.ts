import type { Position } from './outcome.ts';

/**
 * What a stage may ask of the world. Two hosts offer these ports: `packages/host/github` on a runner and
 * `packages/host/local` on a laptop. Everything that is not a host takes them as arguments.
 */
export interface Host {
  readonly kind: 'github' | 'local';
  readonly log: Log;
  readonly clock: Clock;
  readonly exec: Exec;
  readonly processes: Processes;
  readonly locks: Locks;
  readonly files: Files;
  readonly digests: Digests;
  readonly artifacts: Artifacts;
  readonly earlier: EarlierArtifacts;
  readonly cache: Cache;
  readonly refs: Refs;
  readonly fetched: Fetched;
  readonly web: Web;
  readonly results: Results;
  readonly run: RunContext;
  /** Newest commits of the default branch, newest first; none where they are not known. */
  recentCommits(limit: number): Promise<readonly string[]>;
  readonly history: History;
  /** the environment this process was started with, for the few variables a user declares by name */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** GitHub's API; on a laptop a mistake that says there is none. The package behind it loads on first use. */
  github(): Promise<GitHub>;
  /** Aborted when the run is cancelled (SIGINT, SIGTERM). */
  readonly cancelled: AbortSignal;
}

/** The log is written for the person at 2 a.m.: groups as chapters, one line a decision, nothing twice. */
export interface Log {
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  debug(text: string): void;
  info(text: string): void;
  notice(text: string, at?: Position): void;
  warning(text: string, at?: Position): void;
  error(text: string, at?: Position): void;
  /** A line some other program wrote: shown, but quoted so that it cannot forge a workflow command. */
  foreign(line: string): void;
  /** From now on the value is shown as *** wherever it would be printed. */
  mask(secret: string): void;
  /** what is shown as *** by now */
  masked(): readonly string[];
  /** For work that may last: shows nothing before two seconds have passed. `end` always has to be called. */
  progress(label: string): Progress;
}

export interface Progress {
  /** `done` of `total` in `unit` (bytes are shown as MB); without a total only what is done */
  update(done: number, total?: number, unit?: string): void;
  end(): void;
}

export interface Clock {
  now(): Date;
  /** milliseconds that only go forward */
  elapsed(): number;
}

export interface ExecOptions {
  readonly cwd: string;
  /** added to the environment the child inherits */
  readonly env?: Readonly<Record<string, string>>;
  /** each line of stdout and stderr as it comes; default: shown by `log.foreign` */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** folders put in front of PATH */
  readonly path?: readonly string[];
}

/** How a child process ended: a code, or the signal that killed it. `stdout` holds at most the last 1 MiB. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/**
 * Child processes. The child is the leader of its own process group and gets SIGINT and SIGTERM forwarded. It
 * inherits the environment less `INPUT_*`, `GITHUB_TOKEN`, `ACTIONS_*`, `STATE_*` and
 * `GITHUB_OUTPUT|ENV|PATH|STATE|STEP_SUMMARY`: a user's program cannot write its own verdict. When the run is
 * cancelled meanwhile, both reject with `Cancelled` after the child has gone.
 */
export interface Exec {
  /** A program by its argument vector; nothing is joined, no shell. A missing program is a mistake. */
  run(argv: readonly [string, ...string[]], options: ExecOptions): Promise<Ended>;
  /** A user's command: written to a file that bash runs with `-eo pipefail`. */
  script(source: string, options: ExecOptions): Promise<Ended>;
}

/** A process, so that another one that was given its number later is not taken for it. */
export interface ProcessId {
  readonly pid: number;
  /** when it was born, of which boot of the machine */
  readonly born: string;
}

export interface LastingOptions {
  readonly cwd: string;
  /** stdout and stderr are appended to it; the folder is made */
  readonly log: string;
  /** added to the environment the process inherits */
  readonly env?: Readonly<Record<string, string>>;
  /** folders put in front of PATH */
  readonly path?: readonly string[];
  /** false: it gets PATH, HOME and what `env` adds, and nothing else. Default: what every child inherits */
  readonly inherits?: boolean;
}

/** A process that waits for `go` before it runs its program; when we end without a word, so does it. */
export interface Lasting {
  readonly id: ProcessId;
  /** From now on it outlives us. */
  go(): Promise<void>;
  /** resolves when it has ended, with how and its last lines */
  readonly ended: Promise<string>;
}

/** Processes that outlive this run, and the TCP ports of 127.0.0.1 they listen on. */
export interface Processes {
  /** In a session and a process group of its own; nothing of ours stays open in it. */
  start(argv: readonly [string, ...string[]], options: LastingOptions): Promise<Lasting>;
  isAlive(id: ProcessId): Promise<boolean>;
  /**
   * SIGTERM to its whole group, and SIGKILL when somebody of it is there still after `patience` milliseconds.
   * gone: there was nobody.
   */
  end(id: ProcessId, patience: number): Promise<'gone' | 'ended' | 'killed'>;
  /** a port nobody listens on just now */
  freePort(): Promise<number>;
  /** Why the port cannot be listened on, with who holds it where that can be found; null when it can. */
  taken(port: number): Promise<string | null>;
}

/** One at a time, over processes. The lock of a process that is no more is taken over. */
export interface Locks {
  /** Gives what releases it, or who holds it. The end of this process releases it too. */
  take(
    path: string,
  ): Promise<
    | { readonly release: () => Promise<void> }
    | { readonly holder: { readonly pid: number; readonly host: string; readonly since: string } }
  >;
}

/** A regular file below a folder; `path` is relative to that folder, `/` between names. */
export interface FileEntry {
  readonly path: string;
  readonly size: number;
}

/** A file by its bytes: SHA-256, lower-case hexadecimal. */
export interface FileDigest extends FileEntry {
  readonly sha256: string;
}

/** A folder in one: the digest of its list of files, how many they are, and their bytes together. */
export interface FolderSummary {
  readonly digest: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * SHA-256 of files, over all cores, with progress. What was hashed before is remembered by path, size, mtime, ctime
 * and inode, so a file that has changed is always read again; `read` reads it in any case. A file that is written to
 * while it is read is a mistake.
 */
export interface Digests {
  /** Every regular file below a folder, sorted by code point; of a file itself one entry with an empty path. */
  of(path: string, how?: 'remembered' | 'read'): Promise<readonly FileDigest[]>;
  /**
   * What `summarise` makes of them; it is not asked while no file has changed, not even in a later run. Always the
   * same function for a path.
   */
  summary(path: string, summarise: (files: readonly FileDigest[]) => FolderSummary): Promise<FolderSummary>;
  /** Files by their paths; what is no file, or is not there, is left out. */
  ofFiles(paths: readonly string[]): Promise<readonly FileDigest[]>;
}

export interface CommitWish {
  readonly commit: string;
  /** below the checkout, `/` between names; empty for its root. Paths are relative to it. */
  readonly folder: string;
  /** which of the commit's files */
  readonly wanted: (paths: readonly string[]) => readonly string[];
  /** as git keeps the bytes, or as filters and line ends would leave them in a checkout */
  readonly bytes: 'stored' | 'checked out';
  /** more bytes than this are not read */
  readonly limit?: number;
}

/**
 * Files of a commit by digest, links followed; or why they are not known: the commit is not in this clone, say.
 * `submodules`: it holds some, of whose files it knows nothing.
 */
export type Committed =
  | { readonly files: readonly FileDigest[]; readonly submodules: boolean }
  | { readonly unknown: string };

/** What is written: as a whole, or as it comes, of which no more than a piece is held in memory. */
export type Content = Uint8Array | string | AsyncIterable<Uint8Array>;

/** A folder of the checkout to which a link leads. */
export interface LinkedFolder {
  /** where it lies below the checkout */
  readonly target: string;
  /** paths in it that git tracks or does not ignore */
  readonly files: readonly string[];
}

/** Disk, rooted in the project folder. Relative paths are relative to `root`. */
export interface Files {
  /** the project folder: where mlops.yml lies, else `working-directory` */
  readonly root: string;
  /** the checkout; no user's path may lead out of it */
  readonly workspace: string;
  /** Absolute path of what a user named; a mistake when it leads out of the workspace (links followed). */
  resolve(path: string, subject: string): Promise<string>;
  /** The same place relative to `root`, `/` between names, however it was said. */
  within(path: string, subject: string): Promise<string>;
  exists(path: string): Promise<'file' | 'folder' | null>;
  bytes(path: string): Promise<Uint8Array>;
  text(path: string): Promise<string>;
  /** Its bytes as they are read; a part of them: from an offset to before another. */
  stream(path: string, part?: { readonly from: number; readonly to: number }): AsyncIterable<Uint8Array>;
  /**
   * Adds what comes to the end of a file, and makes it where there is none: for drafts of what is too large for memory.
   * Each piece is on the disk before the next is asked for.
   */
  append(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * All or nothing: a draft, then a rename. Makes the folders above. `durable`: whole also after the power failed,
   * which waits for the disk. `executable`: it is a program. A small file that has these bytes already stays as it is.
   */
  write(path: string, content: Content, how?: 'durable' | 'executable'): Promise<void>;
  /** A folder with those above it, where there is none. */
  folder(path: string): Promise<void>;
  /**
   * Every regular file below, sorted by code point of its path. A link out of the folder is a mistake. `passed`: which
   * paths are not even looked at, folders with all in them.
   */
  list(folder: string, passed?: (path: string) => boolean): Promise<FileEntry[]>;
  /** Names of what lies in a folder itself, sorted; none where there is no such folder. */
  names(folder: string): Promise<string[]>;
  /** File or folder with all below it; clones where the file system can. Replaces what is there, unless it is the same. */
  copy(from: string, to: string): Promise<void>;
  /** The same bytes under a second name, for files nobody writes to; a copy where the file system knows none. */
  link(from: string, to: string): Promise<void>;
  /** Takes the place of what is there, whole. */
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Paths git tracks or does not ignore below `root`, in submodules too; null outside of git. A path may be gone from
   * the disk.
   */
  versioned(): Promise<readonly string[] | null>;
  /**
   * What lies behind a link to a folder; null where the path is no such link. A mistake: one that leads out of the
   * checkout, or to a folder that holds it.
   */
  linked(path: string, subject: string): Promise<LinkedFolder | null>;
  /** What a commit holds, from git alone; the checkout is not looked at. */
  committed(wish: CommitWish): Promise<Committed>;
  /** A new empty folder outside the checkout, gone when the run ends. */
  temporary(prefix: string): Promise<string>;
  /** bytes free on the disk that holds the path */
  free(path: string): Promise<number>;
}

export interface Artifact {
  readonly name: string;
  readonly id: string;
  readonly createdAt: string;
  /** SHA-256 that its record.json had when it was published; null: what was noted of it cannot be read */
  readonly record?: string | null;
}

/** Files handed from job to job. Names are unique in an attempt, the newest wins over attempts. */
export interface Artifacts {
  /** Publishes all files below `folder`. A name taken in this attempt is a mistake: give `name:`. */
  publish(name: string, folder: string): Promise<Artifact>;
  /**
   * Publishes one file unpacked, under its own name, so that a browser opens it: its id; null where that is not offered,
   * or the name is taken in this attempt.
   */
  page(path: string): Promise<string | null>;
  /** One per name: the newest over the attempts of this run (on a laptop: over all runs in this folder). */
  list(): Promise<Artifact[]>;
  /** Those of earlier runs too, the newest of a name first; on GitHub those of this run alone. */
  all(): Promise<Artifact[]>;
  /** The folder that holds its files, to be read and not written to. */
  open(artifact: Artifact): Promise<string>;
}

/** An artifact that another run of this repository left. */
export interface EarlierArtifact {
  readonly name: string;
  readonly id: string;
  readonly run: string;
  /** the commit that run was of, as GitHub says it */
  readonly commit: string;
  readonly createdAt: string;
  /** GitHub keeps its name, and its files no more */
  readonly expired: boolean;
}

/**
 * Artifacts of runs that are over, with `actions: read`; those of forks and of this run are left out. On a laptop there
 * are none: the port `artifacts` has them all.
 */
export interface EarlierArtifacts {
  /** Newest first, asked for as far as they are read. */
  named(name: string): AsyncIterable<EarlierArtifact>;
  /** What set off the run it is of: `push`. */
  eventOf(artifact: EarlierArtifact): Promise<string>;
  /** A folder that holds its files, to be read and not written to. */
  open(artifact: EarlierArtifact): Promise<string>;
}

/**
 * Bytes kept over runs by key, in folders below `.mlops/`; never trusted: who restores checks digests. A refusal is a
 * notice, not an error. What was not used for longest goes first when there is more than the limit.
 */
export interface Cache {
  /**
   * true when every path under the key is there now. `like`: where there is none, the newest whose key begins so.
   */
  restore(key: string, paths: readonly string[], like?: string): Promise<boolean>;
  save(key: string, paths: readonly string[]): Promise<'saved' | 'present' | 'refused'>;
}

/** What a name stands for: the digest of a record and a small tree of files around it. */
export interface Ref {
  readonly name: string;
  readonly digest: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** identifies this state for the compare-and-swap of `move` */
  readonly version: string;
}

/** What a ref is to stand for from now on. */
export interface RefChange {
  readonly digest: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** one line for whoever reads the history of the ref */
  readonly message: string;
}

/** A ref that is there, and the version it is at, without its files. */
export interface RefTip {
  readonly name: string;
  readonly version: string;
}

/** State that outlives a run: `baseline`, `champion`, `deployed/<environment>`, `store/…`, by compare-and-swap. */
export interface Refs {
  read(model: string, name: string): Promise<Ref | null>;
  /** `expected` is the version read before, null for a ref that did not exist. `raced`: someone was faster. */
  move(model: string, name: string, to: RefChange, expected: string | null): Promise<'moved' | 'raced'>;
  /** Refs of a model whose names begin with `prefix`, such as `store/`, sorted by name; all of them for ''. */
  list(model: string, prefix: string): Promise<readonly RefTip[]>;
  /** Takes away a ref that is at `expected`. The name may be used again; the version never comes back. */
  remove(model: string, name: string, expected: string): Promise<'removed' | 'raced' | 'absent'>;
}

/** A state of a ref of GitHub as a commit of this repository holds it. */
export interface FetchedState {
  /** SHA-256 of the record, as the commit's message says it; empty where it says none */
  readonly digest: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** false: files are missing here, as in a partial clone */
  readonly whole: boolean;
}

/**
 * What `git fetch origin 'refs/mlops/*:refs/mlops/*'` brought into the repository around the project, for who looks
 * back: no network and nothing written, but for `fetch`. On GitHub itself the port `refs` is newer.
 */
export interface Fetched {
  /**
   * Every state that refs below refs/mlops reach, newest first, with the files `wanted` takes; `origin`: is there a
   * remote of that name. Null outside of git.
   */
  states(
    wanted: (path: string) => boolean,
  ): Promise<{ readonly states: readonly FetchedState[]; readonly origin: boolean } | null>;
  /** A ref of GitHub as it was when it was fetched; null where it was not, or not whole. */
  read(model: string, name: string): Promise<Ref | null>;
  /** Fetches them from `origin`, where there is one, within so many seconds; a text says why that did not come off. */
  fetch(seconds: number): Promise<string | null>;
}

/** What an invocation leaves for the job: outputs, summary, PATH and environment of later steps, state. */
export interface Results {
  output(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
  path(folder: string): void;
  variable(name: string, value: string): void;
}

/** Why something is not known here, in words. */
export interface Unknown {
  readonly unknown: string;
  /** the clone is shallow, and nobody else could be asked: there may be more */
  readonly shallow?: true;
}

/**
 * Commits behind those that are checked out. On a runner git is asked first, then GitHub, so that a shallow clone does
 * as well; on a laptop git alone.
 */
export interface History {
  /** the commit where two lines parted */
  mergeBase(one: string, other: string): Promise<{ readonly commit: string } | Unknown>;
  /** What came before a commit on its own branch, nearest first: first parents, at most `limit` of them. */
  firstParents(commit: string, limit: number): Promise<{ readonly commits: readonly string[] } | Unknown>;
  /** newest commit of a branch, of `origin` where there is such a remote */
  tip(branch: string): Promise<{ readonly commit: string } | Unknown>;
  /** A file of a commit by its path in the checkout; null: the commit has no such file. */
  file(commit: string, path: string): Promise<{ readonly bytes: Uint8Array } | Unknown | null>;
}

/** What would be merged: a pull request, or a group of them in the merge queue. */
export interface Proposal {
  readonly kind: 'pull request' | 'merge group';
  /** null of a merge group */
  readonly number: number | null;
  /** newest commit of what is proposed; that which is checked out (`commit`) is its merge with the base */
  readonly head: string;
  /** newest commit of the branch it goes to, when the event came */
  readonly base: string;
  readonly baseBranch: string;
  /** the repository it comes from, where it is another one */
  readonly fork: string | null;
}

/** Where and why this run happens. Null: not known here. */
export interface RunContext {
  readonly repository: string | null;
  readonly commit: string | null;
  /** `refs/heads/main`, `refs/pull/7/merge`, `refs/tags/v1` */
  readonly ref: string | null;
  readonly dirty: boolean;
  readonly branch: string | null;
  readonly defaultBranch: string | null;
  readonly event: string;
  readonly id: string;
  readonly attempt: number;
  readonly url: string | null;
  /** null: nothing is proposed, as on a push */
  readonly proposal: Proposal | null;
  /** of the event workflow_run: what it says of the run whose end set off this one; nobody has checked it yet */
  readonly upstream?: unknown;
  /** may this run move refs: a push on the default branch, no pull request (docs/design.md, Refs) */
  readonly trusted: { readonly yes: boolean; readonly because: string };
}

/** One request over HTTP. */
export interface WebRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** sent as JSON */
  readonly json?: string;
  /** an answer that is not there by then is none */
  readonly seconds: number;
  /** a longer answer is none */
  readonly bytes: number;
}

/** An answer, whole. A redirect is an answer like another: it is not followed. */
export interface WebAnswer {
  readonly status: number;
  /** where a redirect leads to */
  readonly location: string | null;
  readonly body: Uint8Array;
}

/** Requests to what a user runs. */
export interface Web {
  /** The answer, or in words why there is none: `refused the connection`. Rejects with `Cancelled` only. */
  ask(request: WebRequest): Promise<WebAnswer | { readonly none: string }>;
}

/** A REST call by its route, e.g. `POST /repos/{owner}/{repo}/git/blobs`. A 403 is a mistake that prints the `permissions:` to add. */
export interface GitHub {
  request<T>(route: string, parameters: Readonly<Record<string, unknown>>): Promise<T>;
}
