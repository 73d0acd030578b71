import { posix } from 'node:path';

/** A path said in `folder` as one relative to the project's; URLs and absolute paths stay as they are. */
export function within(folder: string, path: string): string {
  if (isForeign(path)) return path;
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/+$/, '');
  return joined === '.' ? '' : joined;
}

/** A URL (`s3://…`, `remote://…`) or an absolute path: nothing of the checkout. */
function isForeign(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) || path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
}

/** Not below the project's folder. */
export function isOutside(path: string): boolean {
  return isForeign(path) || path === '..' || path.startsWith('../');
}

/** Is it the same place, or inside of it? */
export function covers(outer: string, inner: string): boolean {
  return outer === inner || outer === '' || inner.startsWith(`${outer}/`);
}

/** Do they share bytes: one is the other or lies in it? */
export function overlap(one: string, other: string): boolean {
  return covers(one, other) || covers(other, one);
}
