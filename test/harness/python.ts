import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { thisPlatform } from '#environment/platform';
import { fetchTool } from '#environment/tool';
import { pinnedUv } from '#environment/wheels';
import { type OpenHost, openHost } from '#host/host';
import { Mistake } from '#kit/outcome';
import { digestOf, digestOfValue } from '#record/digest';
import { machineEnvironment } from './bundle.ts';

const CACHE = join(import.meta.dirname, '../../.cache');

/**
 * The path of a Python that has these packages (`dvc==3.67.1`), made by the project's own uv when it is not there
 * yet and kept in `.cache/python/<name>-<hash>`. A file written last says that it is whole; one process makes it
 * while others wait.
 */
export function pythonEnvironment(name: string, requirements: readonly string[]): Promise<string> {
  return madeOnce(`${name}-${digestOfValue([...requirements]).slice(0, 12)}`, requirements);
}

/** The path of a Python that has what a requirements.txt with hashes locks, kept in the same way. */
export function lockedEnvironment(name: string, lock: string): Promise<string> {
  const digest = digestOf(readFileSync(lock));
  return madeOnce(`${name}-${digest.slice(0, 12)}`, ['--require-hashes', '--requirement', lock]);
}

async function madeOnce(name: string, requirements: readonly string[]): Promise<string> {
  const home = join(CACHE, 'python');
  const folder = join(home, name);
  const [python, whole] = [join(folder, 'bin/python'), join(folder, 'whole')];
  if (existsSync(whole)) return python;
  mkdirSync(home, { recursive: true });
  while (!existsSync(whole)) {
    const host = await lockedHost(home);
    if (host === null) await sleep(200);
    else await make(folder, python, whole, requirements, host).finally(() => host.close());
  }
  return python;
}

/** A host holds the lock of its folder until it is closed; null while another process has it. */
async function lockedHost(root: string): Promise<OpenHost | null> {
  try {
    const env = { ...process.env, MLOPS_HOST: 'local' };
    return await openHost({ env, root, workspace: root, permissions: {}, action: 'python' });
  } catch (error) {
    if (error instanceof Mistake) return null;
    throw error;
  }
}

async function make(
  folder: string,
  python: string,
  whole: string,
  requirements: readonly string[],
  host: OpenHost,
): Promise<void> {
  if (existsSync(whole)) return;
  const platform = thisPlatform();
  if (platform === null) throw new Error('there is no pinned uv for this machine');
  const uv = await fetchTool(pinnedUv(platform), join(CACHE, 'tools'), host);
  rmSync(folder, { recursive: true, force: true });
  const run = (...words: string[]) =>
    execFileSync(uv, ['--quiet', ...words], {
      env: machineEnvironment(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  run('venv', '--python', 'python3', folder);
  run('pip', 'install', '--python', python, ...requirements);
  writeFileSync(whole, `${requirements.join('\n')}\n`);
}
