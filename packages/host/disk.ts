import { Mistake } from '#kit/outcome';

/** What the system says about a file, for a person: errno -> what is wrong, what to do. */
const REASONS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOENT: ['is not there', 'Check how it is spelled, and that the step which makes it has run.'],
  ENOTDIR: ['has a file where a folder should be', 'Check the path.'],
  EEXIST: ['has a file where a folder should be', 'Check the path.'],
  EISDIR: ['is a folder, not a file', 'Name a file in it.'],
  EACCES: ['may not be read or written by this user', 'Change its owner or mode.'],
  EPERM: ['may not be changed by this user', 'Change its owner or mode.'],
  EROFS: ['lies on a read-only file system', 'Name a place that can be written.'],
  ENOSPC: ['cannot be written: the disk is full', 'Make room, or use a machine with a larger disk.'],
  EDQUOT: ['cannot be written: the quota of this user is used up', 'Make room.'],
  ENAMETOOLONG: ['has a name that is too long for this file system', 'Shorten it.'],
  ELOOP: ['is a link in a circle', 'Remove the link.'],
};

/** Does disk work on `path`; what the user can mend becomes a mistake that names the path. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskProblem(path, error);
  }
}

export function diskProblem(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const [what, remedy] = REASONS[code] ?? [];
  if (what === undefined || remedy === undefined) return cause;
  return new Mistake({ subject: path, what, remedy }, { cause });
}
