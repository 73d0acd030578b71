import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit, Person } from './git.ts';
import type { GitDatabase, Listed, PathEntry } from './git-database.ts';
import { GIT_ALONE } from './workspace.ts';

const NOTHING = '0'.repeat(40);

interface Said {
  readonly ok: boolean;
  readonly out: Buffer;
}

/**
 * The real git as the database: every operation is a git process in a bare repository, and several at once race as
 * they would anywhere. Git's own locks and its own check of fast forwards decide.
 */
export class GitBacked implements GitDatabase, Disposable {
  /** the bare repository, to be looked at with git itself */
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-git-')));
  readonly name: string;
  readonly defaultBranch = 'main';
  #indexes = 0;

  private constructor(name: string) {
    this.name = name;
  }

  static async init(name: string): Promise<GitBacked> {
    const made = new GitBacked(name);
    await made.#git(['init', '-q', '--bare', '-b', made.defaultBranch]);
    return made;
  }

  addBlob(bytes: Buffer): Promise<string> {
    return this.#line(['hash-object', '-w', '--stdin'], bytes);
  }

  /** By an index of its own: git makes the trees below. */
  async addTree(changes: readonly PathEntry[], base?: string): Promise<string> {
    const env = { GIT_INDEX_FILE: join(this.folder, `index-${this.#indexes++}`) };
    await this.#line(['read-tree', base ?? '--empty'], '', env);
    const lines = changes.map(({ path, mode, sha }) =>
      sha === null ? `0 ${NOTHING}\t${path}` : `${mode} ${sha}\t${path}`,
    );
    await this.#line(['update-index', '-z', '--index-info'], lines.map((line) => `${line}\0`).join(''), env);
    const tree = await this.#line(['write-tree'], '', env);
    rmSync(env.GIT_INDEX_FILE);
    return tree;
  }

  addCommit({ tree, parents, message, author, committer }: Commit): Promise<string> {
    const env = { ...personOf('AUTHOR', author), ...personOf('COMMITTER', committer) };
    return this.#line(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], message, env);
  }

  async blob(sha: string): Promise<Buffer | undefined> {
    const { ok, out } = await this.#git(['cat-file', 'blob', sha]);
    return ok ? out : undefined;
  }

  async hasTree(sha: string): Promise<boolean> {
    const { ok, out } = await this.#git(['cat-file', '-t', sha]);
    return ok && out.toString().trim() === 'tree';
  }

  async commit(sha: string): Promise<Commit | undefined> {
    const { ok, out } = await this.#git(['cat-file', 'commit', sha]);
    if (!ok) return undefined;
    const [head = '', ...message] = out.toString().split('\n\n');
    const all = (key: string) =>
      [...head.matchAll(new RegExp(`^${key} (.*)$`, 'gm'))].map(([, said = '']) => said);
    const [tree = '', author = '', committer = ''] = ['tree', 'author', 'committer'].map(
      (key) => all(key)[0],
    );
    return {
      tree,
      parents: all('parent'),
      author: person(author),
      committer: person(committer),
      message: message.join('\n\n'),
    };
  }

  async list(tree: string, recursive: boolean): Promise<Listed[]> {
    const words = ['ls-tree', '-z', '-l', '--full-tree', ...(recursive ? ['-r', '-t'] : []), tree];
    return (await this.#line(words)).split('\0').flatMap((line) => {
      const [, mode, sha, size, path] = /^(\d+) \w+ (\w+) +(\S+)\t(.*)$/s.exec(line) ?? [];
      if (mode === undefined || sha === undefined || path === undefined) return [];
      return [{ path, mode, sha, ...(size === '-' ? {} : { size: Number(size) }) }];
    });
  }

  async missing(ids: readonly string[]): Promise<readonly string[]> {
    const said = await this.#line(['cat-file', '--batch-check'], ids.join('\n'));
    return said.split('\n').flatMap((line) => /^(\S+) missing$/.exec(line)?.[1] ?? []);
  }

  async log(commit: string): Promise<readonly string[]> {
    return (await this.#line(['rev-list', commit])).split('\n');
  }

  async ref(name: string): Promise<string | undefined> {
    const { ok, out } = await this.#git(['rev-parse', '--verify', '-q', name]);
    return ok ? out.toString().trim() : undefined;
  }

  async allRefs(): Promise<readonly (readonly [string, string])[]> {
    const said = await this.#line(['for-each-ref', '--format=%(refname) %(objectname)']);
    return said.split('\n').flatMap((line): [string, string][] => {
      const [name, sha] = line.split(' ');
      return name === undefined || sha === undefined ? [] : [[name, sha]];
    });
  }

  async createRef(name: string, sha: string): Promise<'created' | 'exists' | 'blocked'> {
    if ((await this.#git(['update-ref', name, sha, NOTHING])).ok) return 'created';
    return (await this.ref(name)) === undefined ? 'blocked' : 'exists';
  }

  async moveRef(name: string, sha: string, force: boolean): Promise<'moved' | 'absent' | 'behind'> {
    const from = await this.ref(name);
    if (from === undefined) return 'absent';
    if (!force && !(await this.#git(['merge-base', '--is-ancestor', from, sha])).ok) return 'behind';
    return (await this.#git(['update-ref', name, sha, from])).ok ? 'moved' : 'behind';
  }

  async removeRef(name: string, expected?: string): Promise<boolean> {
    const from = expected ?? (await this.ref(name));
    return from !== undefined && (await this.#git(['update-ref', '-d', name, from])).ok;
  }

  /** What git says, less the last line end; throws where it fails, which no operation expects. */
  async #line(
    words: readonly string[],
    input: Buffer | string = '',
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { ok, out } = await this.#git(words, input, env);
    if (!ok) throw new Error(`git ${words.join(' ')} failed`);
    return out.toString().replace(/\n$/, '');
  }

  #git(
    words: readonly string[],
    input: Buffer | string = '',
    env: Readonly<Record<string, string>> = {},
  ): Promise<Said> {
    const whole = { PATH: process.env['PATH'], HOME: this.folder, ...GIT_ALONE, ...env };
    const child = spawn('git', words, { cwd: this.folder, env: whole, stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on('error', () => {}).end(input);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ ok: code === 0, out: Buffer.concat(chunks) }));
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function personOf(role: string, { name, email, date }: Person): Record<string, string> {
  return { [`GIT_${role}_NAME`]: name, [`GIT_${role}_EMAIL`]: email, [`GIT_${role}_DATE`]: date };
}

/** `Name <address> 1767225600 +0000` */
function person(said: string): Person {
  const [, name = '', email = '', unix = 0] = /^(.*) <(.*)> (\d+) /.exec(said) ?? [];
  return { name, email, date: `${new Date(Number(unix) * 1000).toISOString().slice(0, 19)}Z` };
}
