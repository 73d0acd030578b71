import { dirname } from 'node:path';
import { Mistake } from '#kit/outcome';
import type { Host } from '#kit/ports';
import { failure } from './failure.ts';
import type { Lock } from './lock.ts';
import { HASHING, parseRequirements } from './requirements.ts';
import type { Uv } from './uv.ts';

/** A lock whose packages are known, and the file uv installs it from. */
export interface HeldLock {
  readonly lock: Lock;
  readonly file: string;
}

/**
 * Requirements without hashes are resolved now, so that the manifest names what is really installed; with a warning,
 * for tomorrow they may resolve to something else. A file that is a lock is left as it is.
 */
export async function hold(
  lock: Lock,
  python: string,
  uv: Uv,
  { files, log }: Pick<Host, 'files' | 'log'>,
): Promise<HeldLock> {
  if (lock.held) return { lock, file: lock.absolute };
  const hint = `Hold them: name the file requirements.in, then ${HASHING}`;
  log.warning(`${lock.path} has no hashes: versions are chosen now and may be others tomorrow. ${hint}`, {
    file: lock.path,
  });
  const words = ['pip', 'compile', '--generate-hashes', '--no-header', '--no-annotate', '--quiet'];
  const where = ['--emit-index-url', '--emit-find-links', '--python', python, lock.absolute];
  const ended = await uv.ask([...words, ...where], { cwd: dirname(lock.absolute) });
  if (ended.code !== 0) throw failure(ended, lock.path);
  const packages = parseRequirements(ended.stdout, lock.path);
  if (packages === null) {
    const what = 'lists only what has no hash (a folder, a repository)';
    throw new Mistake({
      subject: lock.path,
      what,
      remedy: 'Lock them by uv lock, and name uv.lock.',
      at: { file: lock.path },
    });
  }
  const file = `${await files.temporary('requirements')}/requirements.txt`;
  await files.write(file, ended.stdout);
  return { lock: { ...lock, packages }, file };
}
