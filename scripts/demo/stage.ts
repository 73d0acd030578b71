import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/lib/mlops.js');

/** The scratch folder of the demo, in which the project of examples/flights lives. */
export const folder = join(root, '.demo', 'flights');

/** What is made again at once, and kept from one demo to the next. */
const KEPT = ['cache', 'env', 'stats', 'tools'];

export function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

export function git(...words: string[]): string {
  const person = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid'];
  return execFileSync('git', [...person, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

/** A command as the reader would type it; its exit status. */
export function mlops(...words: readonly string[]): number | null {
  say(`$ mlops ${words.join(' ')}`);
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, stdio: 'inherit' }).status;
}

/** A program of the project, in the environment that `setup` made. */
export function python(...words: readonly string[]): number | null {
  const [environment = ''] = readdirSync(join(folder, '.mlops/env'));
  say(`$ python ${words.join(' ')}`);
  const bin = join(folder, '.mlops/env', environment, 'bin/python');
  return spawnSync(bin, words, { cwd: folder, stdio: 'inherit' }).status;
}

/** A file that a stage left, as JSON. */
export function left(path: string): { readonly [key: string]: unknown } {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

export function change(path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** The project anew; of an earlier demo stays what was made, so that it is skipped. */
export function prepareFolder(): void {
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, '.mlops/deployments')))
    spawnSync(process.execPath, [program, 'deploy', '--action', 'retire'], { cwd: folder, stdio: 'ignore' });
  for (const name of readdirSync(folder))
    if (name !== '.mlops') rmSync(join(folder, name), { recursive: true });
  const state = join(folder, '.mlops');
  if (existsSync(state))
    for (const name of readdirSync(state))
      if (!KEPT.includes(name)) rmSync(join(state, name), { recursive: true, force: true });
  cpSync(join(root, 'examples/flights'), folder, { recursive: true });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'The flights project');
}
