import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HOME = join(import.meta.dirname, '../../.cache/python');
const run = promisify(execFile);
const made = new Map<string, Promise<string>>();

/**
 * Path of a Python that has the packages (`name==version`), in a virtual environment kept under `.cache/python`. The
 * first time it is made with pip, which takes its index from this machine; half of one is made anew. One test file a
 * name: two that make the same at once would be in each other's way.
 */
export function pythonEnvironment(name: string, requirements: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(requirements)).digest('hex').slice(0, 12);
  const folder = join(HOME, `${name}-${hash}`);
  const found = made.get(folder) ?? make(folder, requirements);
  made.set(folder, found);
  return found;
}

async function make(folder: string, requirements: readonly string[]): Promise<string> {
  const [python, marker] = [join(folder, 'bin', 'python'), join(folder, 'complete')];
  if (existsSync(marker)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-input', ...requirements]);
  writeFileSync(marker, `${requirements.join('\n')}\n`);
  return python;
}
