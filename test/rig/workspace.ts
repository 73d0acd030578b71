import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A scratch folder with git in it, gone at the end of its scope. */
export class Workspace implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'mlops-test-'));

  static of(files: Readonly<Record<string, string>> = {}): Workspace {
    const workspace = new Workspace();
    workspace.git('init', '-q', '-b', 'main');
    workspace.write(files);
    if (Object.keys(files).length > 0) workspace.commit('first');
    return workspace;
  }

  write(files: Readonly<Record<string, string>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    return this;
  }

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

  commit(message: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** git without the user's own configuration. */
  git(...words: string[]): string {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.path,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Test',
      GIT_AUTHOR_EMAIL: 'test@example.invalid',
      GIT_COMMITTER_NAME: 'Test',
      GIT_COMMITTER_EMAIL: 'test@example.invalid',
    };
    return execFileSync('git', words, { cwd: this.path, env, encoding: 'utf8' }).trim();
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
