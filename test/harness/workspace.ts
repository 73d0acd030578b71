import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Variables that keep the user's and the machine's git configuration, and an enclosing repository, out. */
export const GIT_ALONE: Readonly<Record<string, string>> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: realpathSync(tmpdir()),
};

/** A scratch folder with git in it, gone at the end of its scope: `using workspace = Workspace.of({…})`. */
export class Workspace implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'mlops-test-')));

  /** A repository whose first commit holds the files; without any, there is no commit yet. */
  static of(files: Readonly<Record<string, string>> = {}): Workspace {
    const workspace = new Workspace();
    workspace.git('init', '-q', '-b', 'main');
    workspace.write(files);
    if (Object.keys(files).length > 0) workspace.commit('first');
    return workspace;
  }

  /** The same in another place: git's own, second names of one file, times and modes too. */
  static twinOf({ path }: Pick<Workspace, 'path'>): Workspace {
    const twin = new Workspace();
    execFileSync('cp', ['-a', `${path}/.`, twin.path]);
    return twin;
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    return this;
  }

  /** A file of the same name in its place; what else has the old one's bytes under another name keeps them. */
  replace(path: string, content: string): this {
    return this.remove(path).write({ [path]: content });
  }

  /** Other times, the same bytes. */
  touch(...paths: readonly string[]): this {
    for (const path of paths) utimesSync(join(this.path, path), 1_000_000_000, 1_000_000_000);
    return this;
  }

  /** A folder's content laid over this one. */
  copy(from: string): this {
    cpSync(from, this.path, { recursive: true });
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  remove(path: string): this {
    rmSync(join(this.path, path), { recursive: true, force: true });
    return this;
  }

  /** Paths of all files below a folder, sorted, `/` between names; git's own left out. */
  tree(folder = '.'): string[] {
    return readdirSync(join(this.path, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.path, folder).length + 1))
      .filter((path) => !path.startsWith('.git/'))
      .sort();
  }

  /** Commits everything, at a time that does not move; gives the commit's id. */
  commit(message: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** The commit that is checked out; null before the first. */
  head(): string | null {
    return this.git('rev-list', '-n', '1', '--all') === '' ? null : this.git('rev-parse', 'HEAD');
  }

  /** git without the user's own configuration; its output, trimmed. */
  git(...words: string[]): string {
    const person = { NAME: 'Test', EMAIL: 'test@example.invalid', DATE: '2026-01-01T00:00:00Z' };
    const people = Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]);
    const env = { PATH: process.env['PATH'], HOME: this.path, ...GIT_ALONE, ...Object.fromEntries(people) };
    return execFileSync('git', words, { cwd: this.path, env, encoding: 'utf8' }).trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
