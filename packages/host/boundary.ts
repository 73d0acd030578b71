import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Mistake } from '#kit/outcome';

/** Does `path` lie in `folder` or is it the folder? Both absolute, resolved and free of links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The place of a path with all links followed; what is not there yet hangs below the part that is. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing || dirname(path) === path) throw error;
    return join(await realPlace(dirname(path)), basename(path));
  }
}

/** `path` (absolute) when its real place is inside `workspace`, else a mistake that names what the user said. */
export async function demandInside(
  path: string,
  said: string,
  workspace: string,
  subject: string,
): Promise<string> {
  const refuse = (what: string, cause?: unknown) => {
    const remedy = 'Name a path inside the checkout, e.g. data/ or out/model.joblib.';
    return new Mistake({ subject, what, remedy, value: said }, cause === undefined ? {} : { cause });
  };
  if (said.includes('\0')) throw refuse('holds a NUL character');
  if (!isInside(path, workspace) && !isInside(path, await realpath(workspace))) {
    throw refuse('leads out of the workspace');
  }
  const real = await realPlace(path).catch((cause: unknown) => {
    throw refuse('cannot be followed (a link in a circle, or a file where a folder should be)', cause);
  });
  if (!isInside(real, await realpath(workspace))) throw refuse('leads out of the workspace by a link');
  return path;
}
