import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { askGit } from '../git.ts';
import { hasPlainRefs } from '../gitlayout.ts';
import { stampOf } from '../hashing/stamp.ts';
import type { View } from './view.ts';

/** What git keeps beside objects, which never change. */
const KEPT = ['HEAD', 'config', 'packed-refs', 'shallow', 'info/grafts', 'info/attributes'];

/** With these git looks elsewhere. */
const ELSEWHERE =
  /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|(ALTERNATE_)?OBJECT_DIRECTOR(Y|IES)|NAMESPACE|REPLACE_REF_BASE|SHALLOW_FILE)$/;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What git knows of a checkout: refs, configuration, and every file that is not as it was committed. false: it is kept in
 * a way that is not looked at here (a worktree, reftables, repositories in the repository, a configuration of its own
 * that includes another, where variables say).
 */
export async function seeHistory(workspace: string, env: Env, into: View): Promise<boolean> {
  if (Object.keys(env).some((name) => ELSEWHERE.test(name))) return false;
  const home = join(workspace, '.git');
  if (!existsSync(home)) {
    into.word('no repository');
    return true;
  }
  if (!hasPlainRefs(workspace) || existsSync(join(workspace, '.gitmodules'))) return false;
  // git looks while we look at its files; it is waited for at the end
  const asked = askGit(workspace, 'status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all');
  for (const name of KEPT) seeFile(join(home, name), into);
  const owner = env['HOME'] ?? homedir();
  for (const path of [join(home, 'config.worktree'), ...configurations(env, owner)])
    seeConfiguration(path, owner, into);
  seeRefs(join(home, 'refs'), into);
  const status = await asked;
  return status !== null && seeChanges(workspace, status, into);
}

/** Of the user and of the machine (git-config(1), FILES). */
function configurations(env: Env, home: string): string[] {
  const own = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const named = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'].flatMap((name) => env[name] ?? []);
  return [join(home, '.gitconfig'), join(own, 'git', 'config'), '/etc/gitconfig', ...named];
}

/** How deep git follows one configuration from another (git-config(1), include.path). */
const DEEPEST = 10;

/** Those that it may include count too, whatever the condition. */
function seeConfiguration(path: string, home: string, into: View, depth = 0): void {
  seeFile(path, into);
  if (depth > DEEPEST || !existsSync(path)) return;
  const text = readFileSync(path, 'utf8');
  if (!/^\s*\[\s*include/im.test(text)) return;
  for (const [, named = ''] of text.matchAll(/^\s*path\s*=\s*"?(.*?)"?\s*$/gim)) {
    const included = resolve(dirname(path), named.replace(/^~(?=\/)/, home));
    seeConfiguration(included, home, into, depth + 1);
  }
}

function seeRefs(folder: string, into: View): void {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) seeRefs(path, into);
    else seeFile(path, into);
  }
}

function entriesOf(folder: string): Dirent[] {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

function seeFile(path: string, into: View): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) into.word(`no ${path}`);
  else into.file({ path, ...stampOf(stats) });
}

/** Fields before the path, by kind of line (git-status(1), Porcelain Format Version 2). */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10, '?': 1 };

/** What is not as it was committed counts by its stamp too. false: a repository lies in the repository. */
function seeChanges(workspace: string, status: string, into: View): boolean {
  into.word(status);
  const entries = status.split('\0');
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index] ?? '';
    const fields = FIELDS[entry.slice(0, 1)];
    if (fields === undefined) continue;
    const path = entry.split(' ').slice(fields).join(' ');
    // after a renamed file comes what it was called before
    if (entry.startsWith('2')) index++;
    if (path.endsWith('/')) return false;
    const stats = lstatSync(join(workspace, path), { throwIfNoEntry: false });
    if (stats !== undefined) into.file({ path, ...stampOf(stats) });
  }
  return true;
}
